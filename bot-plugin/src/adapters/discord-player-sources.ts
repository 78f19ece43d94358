import { listOf, read } from "../music/read.ts";
import { SEARCH_NAMES } from "../music/search-names.ts";
import type { PlayerSnapshot } from "../protocol/music.ts";
import type { DiscordPlayerLike } from "./discord-player-shapes.ts";

/** Words without a source: the library asks the first of its extractors that takes them. */
export const USUAL_SOURCE = "auto";

const MOST_PREFIXES = 15;

/** Where people can search: by the library's own choice, and by the prefix that an extractor goes by; none without extractors. */
export const sourcesOf = ({ extractors, options }: DiscordPlayerLike): PlayerSnapshot["sources"] => {
  const blocked = listOf(read(options, "blockExtractors"));
  const asked = [...extractors.store.values()].filter((one) => !blocked.includes(read(one, "identifier")));
  if (asked.length === 0) return [];
  const prefixes = asked
    .sort((one, other) => priorityOf(other) - priorityOf(one))
    .flatMap((one) => listOf(read(one, "protocols")).slice(0, 1))
    .filter((prefix): prefix is string => typeof prefix === "string" && /^\w{1,64}$/.test(prefix));
  return [
    { id: USUAL_SOURCE, name: "Automatic", health: "ok" },
    ...[...new Set(prefixes)]
      .slice(0, MOST_PREFIXES)
      .map((id) => ({ id, name: NAMES.get(id) ?? id, health: "ok" as const })),
  ];
};

const NAMES = new Map<string, string>(Object.entries(SEARCH_NAMES));

const priorityOf = (extractor: object): number => {
  const priority = read(extractor, "priority");
  return typeof priority === "number" ? priority : 1;
};
