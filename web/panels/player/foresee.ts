import type { Command, PlayerSnapshot, QueueItem } from "#protocol/music.ts";
import { positionOf } from "./playhead.ts";

const withoutQueue = (player: PlayerSnapshot): PlayerSnapshot => ({
  ...player,
  queue: [],
  total: 0,
  totalMs: 0,
});

/** The queue after an entry was put before another, or to the end. An entry that is not there changes nothing. */
export const moved = (
  queue: readonly QueueItem[],
  uid: string,
  before: string | null,
): readonly QueueItem[] => {
  const item = queue.find((its) => its.uid === uid);
  if (item === undefined || uid === before) return queue;
  const rest = queue.filter((its) => its !== item);
  const at = before === null ? rest.length : rest.findIndex((its) => its.uid === before);
  return at === -1 ? queue : rest.toSpliced(at, 0, item);
};

const without = (player: PlayerSnapshot, item: QueueItem | undefined): PlayerSnapshot =>
  item === undefined
    ? player
    : {
        ...player,
        queue: player.queue.filter((its) => its !== item),
        total: Math.max(0, player.total - 1),
        totalMs: Math.max(0, player.totalMs - item.durationMs),
      };

const skipped = (player: PlayerSnapshot, now: number): PlayerSnapshot => {
  const [next] = player.queue;
  const begin = { positionMs: 0, positionAt: now, votes: null };
  if (next === undefined) return { ...player, ...begin, current: null, state: "idle" };
  return { ...without(player, next), ...begin, current: next, state: "playing" };
};

/** The player with one more vote to skip a track; how many are needed is the bot's to say. */
export const voted = (player: PlayerSnapshot, uid: string): PlayerSnapshot => {
  const { votes, current } = player;
  if (votes === null || current?.uid !== uid) return player;
  return { ...player, votes: { ...votes, have: Math.min(votes.have + 1, votes.need) } };
};

/**
 * The player as it will be if a command is done; what cannot be foreseen stays as it is.
 * @param now epoch ms by the server's clock
 */
export const foresee = (player: PlayerSnapshot, command: Command, now: number): PlayerSnapshot => {
  switch (command.action) {
    case "skip":
      return skipped(player, now);
    case "pause":
      return { ...player, state: "paused", positionMs: positionOf(player, now), positionAt: now };
    case "resume":
      return { ...player, state: "playing", positionAt: now };
    case "stop":
      return { ...withoutQueue(player), state: "idle", current: null, positionMs: 0, positionAt: now };
    case "seek":
      return { ...player, positionMs: command.positionMs, positionAt: now };
    case "volume":
      return { ...player, volume: command.volume };
    case "loop":
      return { ...player, loop: command.mode };
    case "effect":
      return { ...player, effect: command.effect };
    case "clear":
      return withoutQueue(player);
    case "remove":
      return without(
        player,
        player.queue.find(({ uid }) => uid === command.uid),
      );
    case "move":
      return { ...player, queue: [...moved(player.queue, command.uid, command.before)] };
    case "play":
    case "previous":
    case "shuffle":
      return player;
    default:
      return command satisfies never;
  }
};
