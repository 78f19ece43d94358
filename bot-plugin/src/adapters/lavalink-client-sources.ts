import { SEARCHES } from "../audio/source-of.ts";
import { listOf, read } from "../music/read.ts";
import { SEARCH_NAMES } from "../music/search-names.ts";
import type { PlayerSnapshot } from "../protocol/music.ts";
import type { MusicManagerLike, MusicNodeLike } from "./lavalink-client-music-shapes.ts";

/** Where people can search: the prefix of a search, and the source manager that answers it. */
const ALL_SEARCHES = [
  ...SEARCHES,
  ["vksearch", "vkmusic"],
  ["tdsearch", "tidal"],
  ["qbsearch", "qobuz"],
  ["jssearch", "jiosaavn"],
] as const;

/** Where people can search on a node; the host's usual platform comes first. */
export const sourcesOf = (
  manager: MusicManagerLike,
  node: MusicNodeLike | null,
): PlayerSnapshot["sources"] => {
  const managers = listOf(read(read(node, "info"), "sourceManagers"));
  const usual = read(read(manager.options, "playerOptions"), "defaultSearchPlatform");
  const health = read(node, "connected") === true ? "ok" : "away";
  return ALL_SEARCHES.filter(([, source]) => managers.includes(source))
    .map(([id]) => ({ id, name: SEARCH_NAMES[id], health }) as const)
    .sort((one, other) => Number(other.id === usual) - Number(one.id === usual));
};

/** A node that answers; null where there is none. */
export const readyNode = (manager: MusicManagerLike): MusicNodeLike | null => {
  for (const node of manager.nodeManager.nodes.values()) {
    if (read(node, "connected") === true && read(node, "info")) return node;
  }
  return null;
};

/** Whether a node finds lyrics, as the library asks it: LavaLyrics, and a plugin that has some. */
export const hasLyrics = (node: MusicNodeLike): boolean => {
  const plugins = listOf(read(read(node, "info"), "plugins")).map((plugin) => read(plugin, "name"));
  const isUnchecked = read(read(read(node, "options"), "autoChecks"), "pluginValidations") === false;
  const hasSome = plugins.includes("lavasrc-plugin") || plugins.includes("java-lyrics-plugin");
  return plugins.includes("lavalyrics-plugin") && (hasSome || isUnchecked);
};
