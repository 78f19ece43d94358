import { SILENT } from "../music/act-words.ts";
import { failed, refused } from "../music/acts.ts";
import type { LinkRule } from "../music/link-rule.ts";
import { type LyricsLine, lineOf, MAX_LINES, plainLinesOf } from "../music/lyrics-lines.ts";
import { plainText } from "../music/plain-text.ts";
import type { Act, Requester } from "../music/player-adapter.ts";
import { formerOf, pageOf } from "../music/queue-view.ts";
import { listOf, read } from "../music/read.ts";
import { spanOf, trackOf } from "../music/track-of.ts";
import type { Uids } from "../music/uids.ts";
import { type Found, type Lookup, QUEUE_PAGE } from "../protocol/music.ts";
import type { MusicManagerLike, MusicPlayerLike } from "./lavalink-client-music-shapes.ts";
import { load } from "./lavalink-client-search.ts";
import { itemsOf } from "./lavalink-client-snapshot.ts";
import { hasLyrics } from "./lavalink-client-sources.ts";

/** Where something is looked up, and for whom. */
export interface LookupPlace {
  readonly player: MusicPlayerLike | null;
  readonly requester: Requester;
  readonly uids: Uids;
  readonly mayPlay: LinkRule | undefined;
}

const MAX_TEXT_CHARS = 300;

/** Looks something up. Rejects as the library does. */
export const lookUp = async (
  manager: MusicManagerLike,
  lookup: Lookup,
  { player, requester, uids, mayPlay }: LookupPlace,
): Promise<Found | Act> => {
  const itemOf = itemsOf(manager);
  switch (lookup.lookup) {
    case "queue":
      return { items: player === null ? [] : pageOf(player.queue, lookup.from, uids, itemOf) };
    case "search": {
      const { query, source } = lookup;
      const loaded = await load(manager, player?.node ?? null, { query, source, requester, mayPlay });
      if (loaded.kind === "tracks") return { tracks: loaded.tracks.slice(0, QUEUE_PAGE).map(trackOf) };
      return loaded.kind === "nothing" ? { tracks: [] } : loaded.act;
    }
    case "history":
      return { items: formerOf(player?.queue.previous ?? [], uids, itemOf) };
    case "lyrics":
      return lyricsOf(player);
    default:
      return lookup satisfies never;
  }
};

const lyricsOf = async (player: MusicPlayerLike | null): Promise<Found | Act> => {
  if (player === null || player.queue.current === null) return SILENT;
  if (!hasLyrics(player.node)) return refused("the audio node has no lyrics");
  const answer = await player.getCurrentLyrics(false);
  // The library hands on what a node answers to a request that failed.
  if (typeof read(answer, "status") === "number") return failed("the audio node could not get the lyrics");
  const source = plainText(read(answer, "provider") ?? read(answer, "sourceName"), MAX_TEXT_CHARS);
  const lines = linesOf(answer);
  return { lyrics: lines.length === 0 ? null : { source: source === "" ? null : source, lines } };
};

const linesOf = (answer: unknown): LyricsLine[] => {
  const timed = listOf(read(answer, "lines")).slice(0, MAX_LINES);
  if (timed.length > 0) {
    return timed.map((line) => {
      const at = read(line, "timestamp");
      return lineOf(read(line, "line"), at === null ? null : spanOf(at));
    });
  }
  return plainLinesOf(read(answer, "text"));
};
