import { refused } from "../music/acts.ts";
import { type AskedMusic, askedMusic } from "../music/asked-music.ts";
import { type Loaded, none, type Wanted } from "../music/loaded.ts";
import { listOf, read } from "../music/read.ts";
import type { DiscordPlayerLike } from "./discord-player-shapes.ts";
import { sourcesOf, USUAL_SOURCE } from "./discord-player-sources.ts";
import type { Askers } from "./discord-player-tracks.ts";
import { givenTo } from "./listen.ts";

/** Asks the library's extractors. Rejects as the library does. @param askers are told who asked for what is found */
export const load = async (
  player: DiscordPlayerLike,
  { query, source, requester, mayPlay }: Wanted,
  askers: Askers,
): Promise<Loaded> => {
  const sources = sourcesOf(player).map(({ id }) => id);
  const asked = await askedMusic(query, { source, sources, mayPlay });
  if (asked.kind === "refused") return none(refused(asked.why));
  // From its cache the library hands out tracks that are in a queue already, as somebody else's.
  const options = { requestedBy: requester.id, ignoreCache: true };
  const result = await player.search(givenTo(wordsOf(asked)), givenTo(options));
  const list = read(result, "playlist") ?? null;
  const found = listOf(list === null ? read(result, "tracks") : read(list, "tracks"));
  const tracks = found.filter((track): track is object => typeof track === "object" && track !== null);
  for (const track of tracks) askers.set(track, requester);
  return tracks.length === 0 ? { kind: "nothing" } : { kind: "tracks", tracks, isList: list !== null };
};

const wordsOf = (asked: Exclude<AskedMusic, { kind: "refused" }>): string => {
  if (asked.kind === "link") return asked.link;
  return asked.source === USUAL_SOURCE ? asked.words : `${asked.source}:${asked.words}`;
};
