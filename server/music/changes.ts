import type { PlayerSnapshot } from "#protocol/music.ts";
import { FIELDS_OF_EVENT, type PlayerChange } from "#protocol/music-view.ts";
import type { WatchedPlayer } from "./players.ts";

/** One thing that is told of a player. */
export interface PlayerWord {
  readonly event: PlayerChange | "snapshot" | "away" | "back";
  readonly data: object;
}

/** How long words take from the bot to here is not always the same: less than this is no jump. */
const JITTER_MS = 500;

const EVENTS = Object.keys(FIELDS_OF_EVENT) as readonly PlayerChange[];

/** The player as a whole, as every watcher may see it. @param at epoch ms */
export const snapshotWord = ({ cluster, guildId, isAway, player }: WatchedPlayer, at: number) =>
  ({ event: "snapshot", data: { cluster, guildId, at, isAway, player } }) as const satisfies PlayerWord;

/** What has to be told of a change; nothing where all is as it was. @param at epoch ms */
export const wordsOf = (now: WatchedPlayer, before: WatchedPlayer, at: number): readonly PlayerWord[] => {
  if (now.isAway) return before.isAway ? [] : [{ event: "away", data: { at } }];
  const [player, old] = [now.player, before.player];
  if (player === null || old === null) return player === old ? [] : [snapshotWord(now, at)];
  // Another process has it, which counts from the beginning: what was seen before is over.
  if (player.rev < old.rev)
    return [{ event: "away", data: { at } }, snapshotWord(now, at), { event: "back", data: { at } }];
  const changed = EVENTS.filter((event) => hasChanged(event, player, old));
  // Whoever waits for a revision has to hear of it.
  if (changed.length === 0 && player.rev !== old.rev) changed.push("state_changed");
  return changed.map((event) => ({ event, data: { rev: player.rev, at, ...fieldsOf(event, player) } }));
};

const fieldsOf = (event: PlayerChange, player: PlayerSnapshot): object =>
  Object.fromEntries(FIELDS_OF_EVENT[event].map((field) => [field, player[field]]));

const hasChanged = (event: PlayerChange, now: PlayerSnapshot, before: PlayerSnapshot): boolean =>
  event === "position_changed"
    ? hasJumped(now, before)
    : JSON.stringify(fieldsOf(event, now)) !== JSON.stringify(fieldsOf(event, before));

const hasJumped = (now: PlayerSnapshot, before: PlayerSnapshot): boolean => {
  // Whether it runs tells how a position is read, and a new song begins anew.
  if (now.state !== before.state || now.current?.uid !== before.current?.uid) return true;
  const byMs =
    now.state === "playing"
      ? now.positionAt - now.positionMs - (before.positionAt - before.positionMs)
      : now.positionMs - before.positionMs;
  return Math.abs(byMs) > JITTER_MS;
};
