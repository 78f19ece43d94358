import { type ObserveFrame, observeFrameSchema } from "../protocol/audio-link.ts";
import type { NodeStats } from "../protocol/lavalink.ts";
import type { ChannelListener, LinkChannel } from "../transport/channel.ts";
import type { NodeWord } from "./node-frame.ts";
import { Outcomes } from "./outcomes.ts";
import type { Standing } from "./standing.ts";

/** Everything is told at least this often. */
const ALL_EVERY_MS = 30_000;
/** What came out this long ago is no news to a server that was away. */
const STALE_AFTER_MS = 60_000;
/** Far below the largest frame. */
const MOST_FRAME_BYTES = 256 * 1_024;
const MOST_NODES = 200;
/** Discord asks for end-to-end encryption that the node's program does not know. */
const TOO_OLD = 4017;

type Observed = ObserveFrame["nodes"][number];

/** What was met on one node since the last word. */
interface Watch {
  readonly outcomes: Outcomes;
  stats: NodeStats | null;
  hasNewStats: boolean;
  tooOldCloses: number;
  /** Connection and players, as they were told last. */
  told: string;
}

/** Watches what happens on the nodes of the pool, and tells the server what is new. */
export class Observer implements ChannelListener {
  readonly #channel: LinkChannel;
  readonly #watches = new Map<string, Watch>();
  #isStanding = false;
  #toldAllAt = Number.NEGATIVE_INFINITY;
  #tookAt = Number.NEGATIVE_INFINITY;

  constructor(channel: LinkChannel) {
    this.#channel = channel;
  }

  stands(features: readonly string[]): void {
    this.#isStanding = features.includes("audio");
    this.#toldAllAt = Number.NEGATIVE_INFINITY;
  }

  heard(): void {}

  lost(): void {
    this.#isStanding = false;
  }

  /** @param now monotonic */
  note(id: string, word: NodeWord, now: number): void {
    const watch = this.#watchOf(id);
    switch (word.kind) {
      case "ready":
        watch.outcomes.lost();
        return;
      case "stats":
        watch.stats = word.stats;
        watch.hasNewStats = true;
        return;
      case "start":
        watch.outcomes.started(word.guildId, word.source, now);
        return;
      case "failure":
        watch.outcomes.failed(word.guildId, word.source, word.text);
        return;
      case "end":
        watch.outcomes.ended(word.guildId, word.reason);
        return;
      case "voice_closed":
        if (word.code === TOO_OLD) watch.tooOldCloses += 1;
        return;
      default:
        word satisfies never;
    }
  }

  /** A load of that source was answered with this error. */
  noteLoad(id: string, source: string, text: string): void {
    this.#watchOf(id).outcomes.failed(null, source, text);
  }

  /** Tells what is new of these nodes, and forgets all others; @param now monotonic */
  tell(standings: readonly Standing[], now: number): void {
    const ids = new Set(standings.map(({ node }) => node.id));
    for (const id of this.#watches.keys()) if (!ids.has(id)) this.#watches.delete(id);
    if (!this.#isStanding) {
      if (now - this.#tookAt >= STALE_AFTER_MS) this.#forget(now);
      return;
    }
    const isAll = now - this.#toldAllAt >= ALL_EVERY_MS;
    const nodes = standings.flatMap((standing) => this.#observed(standing, isAll, now) ?? []);
    this.#tookAt = now;
    if (isAll) this.#toldAllAt = now;
    for (const frame of framesOf(nodes)) this.#channel.send(frame);
  }

  #forget(now: number): void {
    for (const watch of this.#watches.values()) {
      watch.outcomes.take(now);
      watch.tooOldCloses = 0;
    }
    this.#tookAt = now;
  }

  #observed({ node, isReady, players }: Standing, isAll: boolean, now: number): Observed | null {
    const watch = this.#watchOf(node.id);
    // What began shortly before its node went did not play to its end.
    if (!isReady) watch.outcomes.lost();
    const { hasNewStats, stats, tooOldCloses } = watch;
    const outcomes = watch.outcomes.take(now);
    const told = `${isReady} ${players}`;
    const isNews = hasNewStats || outcomes !== null || tooOldCloses > 0 || told !== watch.told;
    if (!isNews && !isAll) return null;
    Object.assign(watch, { told, tooOldCloses: 0, hasNewStats: false });
    return {
      id: node.id,
      isConnected: isReady,
      players,
      ...(hasNewStats && { stats }),
      ...(outcomes !== null && { outcomes }),
      ...(tooOldCloses > 0 && { tooOldCloses }),
    };
  }

  #watchOf(id: string): Watch {
    const known = this.#watches.get(id);
    if (known !== undefined) return known;
    const watch: Watch = {
      outcomes: new Outcomes(),
      stats: null,
      hasNewStats: false,
      tooOldCloses: 0,
      told: "",
    };
    this.#watches.set(id, watch);
    return watch;
  }
}

/** As few frames as hold them; a node whose part the wire would not take is left out, for it would end the link. */
const framesOf = (nodes: readonly Observed[]): ObserveFrame[] => {
  const frames: Observed[][] = [];
  let room = 0;
  for (const node of nodes) {
    if (!observeFrameSchema.safeParse({ type: "observe", nodes: [node] }).success) continue;
    const bytes = Buffer.byteLength(JSON.stringify(node));
    const last = frames.at(-1);
    if (last === undefined || bytes > room || last.length >= MOST_NODES) {
      frames.push([node]);
      room = MOST_FRAME_BYTES - bytes;
    } else {
      last.push(node);
      room -= bytes;
    }
  }
  return frames.map((some) => ({ type: "observe", nodes: some }));
};
