import type { LinkRule } from "../music/link-rule.ts";
import type { Act, Requester } from "../music/player-adapter.ts";
import { formerOf, type ItemOf, pageOf } from "../music/queue-view.ts";
import type { Uids } from "../music/uids.ts";
import { type Found, type Lookup, QUEUE_PAGE } from "../protocol/music.ts";
import type { Lyrics } from "./discord-player-lyrics.ts";
import { entriesOf } from "./discord-player-queues.ts";
import { load } from "./discord-player-search.ts";
import type { DiscordPlayerLike, QueueLike } from "./discord-player-shapes.ts";
import { type Askers, trackOf } from "./discord-player-tracks.ts";

/** Where something is looked up, and for whom. */
export interface LookupPlace {
  readonly queue: QueueLike | null;
  readonly requester: Requester;
  readonly mayPlay: LinkRule | undefined;
  readonly uids: Uids;
  readonly itemOf: ItemOf;
  readonly askers: Askers;
  readonly lyrics: Lyrics;
}

/** Looks something up. Rejects as the library does. */
export const lookUp = async (
  player: DiscordPlayerLike,
  lookup: Lookup,
  { queue, requester, mayPlay, uids, itemOf, askers, lyrics }: LookupPlace,
): Promise<Found | Act> => {
  switch (lookup.lookup) {
    case "queue":
      return { items: queue === null ? [] : pageOf(entriesOf(queue), lookup.from, uids, itemOf) };
    case "search": {
      const { query, source } = lookup;
      const loaded = await load(player, { query, source, requester, mayPlay }, askers);
      if (loaded.kind === "tracks") return { tracks: loaded.tracks.slice(0, QUEUE_PAGE).map(trackOf) };
      return loaded.kind === "nothing" ? { tracks: [] } : loaded.act;
    }
    case "history":
      return { items: formerOf(queue?.history.tracks.store ?? [], uids, itemOf) };
    case "lyrics":
      return lyrics.of(queue === null ? null : entriesOf(queue).current);
    default:
      return lookup satisfies never;
  }
};
