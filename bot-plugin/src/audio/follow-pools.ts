import type { Logger, Shardlight } from "../options.ts";
import type { HandedNode } from "../protocol/audio-link.ts";
import { readException } from "../protocol/lavalink-exception.ts";
import { type Guard, guardOf } from "../transport/guard.ts";
import { Notices } from "../transport/notices.ts";
import { systemTiming, type Timing } from "../transport/timing.ts";
import type { NodeAdapter, PoolView } from "./node-adapter.ts";
import { readNodeFrame } from "./node-frame.ts";
import { Observer } from "./observer.ts";
import { PoolFollower } from "./pool-follower.ts";
import { poolsToFollow } from "./pools-to-follow.ts";
import { NodeRoster } from "./roster.ts";
import { sourceOf } from "./source-of.ts";
import type { Standing } from "./standing.ts";

/** How often the library is compared with what is handed. */
const LOOK_EVERY_MS = 1_000;
/** How often what is new is told. */
const TELL_EVERY_MS = 5_000;

/** Which audio nodes a bot uses. */
export interface FollowNodesOptions {
  /** The link of this process: what `attachShardlight` returned. Its token needs the scope `nodes` for each pool. */
  readonly shardlight: Pick<Shardlight, "channel">;
  readonly pool?: string | undefined;
  /** More than one. */
  readonly pools?: readonly string[] | undefined;
  /** Default: `console`; null says nothing. */
  readonly logger?: Logger | null | undefined;
}

/** A node of the pool, for hosts that choose themselves. */
export type PoolNode = Omit<HandedNode, "password"> & {
  /** Its name in the music library. */
  readonly key: string;
  /** Whether players can be put there now. */
  readonly isReady: boolean;
  /** Players of this process. */
  readonly players: number;
};

/** A bot that follows pools of audio nodes. */
export interface FollowedNodes {
  /** The nodes that are handed, the best first. */
  nodes(): PoolNode[];
  /** Follows no more; the music library keeps the nodes that it has. */
  close(): void;
}

/** Has a music library use the nodes of these pools, and tells the server what is met on them. Never throws. */
export const followPools = (
  adapter: NodeAdapter,
  options: FollowNodesOptions,
  timing: Timing = systemTiming,
): FollowedNodes => {
  const notices = new Notices(options?.logger === undefined ? console : options.logger);
  const channel = options?.shardlight?.channel;
  if (channel === undefined) {
    notices.trouble(
      "refused",
      "error",
      "no audio nodes are followed: give what attachShardlight returned as `shardlight`",
    );
    return { nodes: () => [], close: () => {} };
  }
  const guard = guardOf(notices, "about audio nodes");
  const pools = poolsToFollow(options, notices);
  const roster = new NodeRoster({ adapter, timing, notices });
  const observer = new Observer(channel);
  const look = () => guard(() => roster.look(), undefined);
  const tell = () => guard(() => observer.tell(roster.standings(), timing.monotonic()), undefined);
  const view = viewOf({ roster, observer, timing, guard, look });
  const detach = guard<() => void>(
    () => adapter.attach(view),
    () => {},
  );
  const stopObserver = channel.listen(observer);
  const follower = new PoolFollower({
    channel,
    pools,
    notices,
    guard,
    onNodes: (nodes) => roster.want(nodes),
  });
  const stops = [every(timing, LOOK_EVERY_MS, look), every(timing, TELL_EVERY_MS, tell)];
  return {
    nodes: () => guard(() => roster.standings().map(shown), []),
    close: () => {
      for (const stop of [...stops, stopObserver]) stop();
      guard(detach, undefined);
      follower.close();
      roster.close();
    },
  };
};

/** What the library tells never throws back into it. */
const viewOf = (parts: {
  readonly roster: NodeRoster;
  readonly observer: Observer;
  readonly timing: Timing;
  readonly guard: Guard;
  readonly look: () => void;
}): PoolView => {
  const { roster, observer, timing, guard, look } = parts;
  const noted = (key: string, note: (id: string) => void) => {
    const id = roster.idOf(key);
    if (id !== null) guard(() => note(id), undefined);
  };
  // The library is still at it.
  const stirred = () => void timing.after(0, look);
  return {
    owns: (key) => roster.owns(key),
    accepts: (key) => roster.accepts(key),
    choose: () => guard(() => roster.choose(), null),
    placed: (key) => roster.placed(key),
    heard: (key, frame) =>
      noted(key, (id) => {
        const word = readNodeFrame(frame);
        if (word === null) return;
        observer.note(id, word, timing.monotonic());
        if (word.kind === "ready") stirred();
      }),
    loadFailed: (key, identifier, answer) =>
      noted(key, (id) => {
        const source = sourceOf(identifier);
        if (source !== null) observer.noteLoad(id, source, readException(answer));
      }),
    stirred,
  };
};

const shown = ({ node: { password: _, ...node }, key, isReady, players }: Standing): PoolNode => ({
  ...node,
  key,
  isReady,
  players,
});

const every = (timing: Timing, everyMs: number, act: () => void): (() => void) => {
  let cancel: () => void = () => {};
  const next = () => {
    cancel = timing.after(everyMs, () => {
      next();
      act();
    });
  };
  next();
  return () => cancel();
};
