import type { NodeView } from "#protocol/audio-view.ts";
import {
  type ClusterTotals,
  FEED_TICK_MS,
  type FeedMessage,
  type FeedSnapshot,
  type MonitorState,
} from "#protocol/feed.ts";
import type { Clock } from "../clock.ts";
import type { Events } from "../events.ts";
import { encode, encodeText } from "./encode.ts";
import { FanOut, type Viewer } from "./fan-out.ts";
import { FrameDraft } from "./frame.ts";
import { FrameRing } from "./ring.ts";
import { SentTotals } from "./sent-totals.ts";

/** Two frames are at least this far apart. */
const FRAME_PAUSE_MS = 100;
/** Pulses alone make a frame this seldom: they are for the eye. */
const PULSE_PAUSE_MS = 1_000;
/** So do audio nodes, whose load changes all the time. */
const NODES_PAUSE_MS = 1_000;
/** So long a snapshot serves all who ask, where nothing changes; a page reckons ages from its time. */
const SNAPSHOT_FRESH_MS = 1_000;
/** Where nothing is heard, sums are looked at this seldom. */
const TICKS_BETWEEN_SUMS = 6;
/** So shortly after a frame no tick is needed. */
const TICK_SPARED_MS = 1_000;
const RING_FRAMES = 2_000;
/** Well below what may wait for a viewer: who comes back is not to be dropped for what it missed. */
const RING_BYTES = 256 * 1_024;

export interface FeedServiceParts {
  readonly clock: Clock;
  readonly events: Events;
  readonly clusterNames: readonly string[];
  /** The clusters as they are now, without the feed's own fields. */
  readonly clusters: () => FeedSnapshot["clusters"];
  readonly totals: (cluster: string) => ClusterTotals;
  /** Audio nodes as the public may see them; null where there are none to tell of. */
  readonly nodes: () => readonly NodeView[] | null;
}

/** The SSE feed: gathers what happens into frames, encodes each once, sends it to all viewers. */
export class FeedService {
  readonly #parts: FeedServiceParts;
  readonly #fanOut: FanOut;
  readonly #ring = new FrameRing(RING_FRAMES, RING_BYTES);
  readonly #sentTotals: SentTotals;
  #draft = new FrameDraft();
  #monitor: MonitorState = { history: "ok", blind: null };
  #lastId: number;
  /** Ticks since anything was heard or left. */
  #quietTicks = 0;
  #framedAt = Number.NEGATIVE_INFINITY;
  #flushAt = Number.POSITIVE_INFINITY;
  #cancelFlush: (() => void) | null = null;
  #cancelTick: (() => void) | null = null;
  #encoded: { readonly text: string; readonly bytes: Buffer; readonly madeAt: number } | null = null;

  constructor(parts: FeedServiceParts) {
    this.#parts = parts;
    this.#sentTotals = new SentTotals(parts.totals);
    this.#fanOut = new FanOut(parts.clock, () => this.#scheduleFlush());
    // Ids of a later run are above those of an earlier one, so that a viewer of before gets a snapshot.
    this.#lastId = parts.clock.wall() * 1_000;
    const { events } = parts;
    events.on("transitions", (transitions) => {
      this.#quietTicks = 0;
      for (const { cluster, shardId, to } of transitions) this.#draft.change(cluster, shardId, to);
      this.#schedule(FRAME_PAUSE_MS);
    });
    events.on("left", () => {
      this.#quietTicks = 0;
    });
    events.on("heard", ({ cluster, shardIds }) => {
      this.#quietTicks = 0;
      this.#draft.pulse(cluster, shardIds);
      this.#schedule(PULSE_PAUSE_MS, "lesser");
    });
    events.on("nodes", (change) => {
      this.#draft.changeNodes(change);
      this.#schedule(NODES_PAUSE_MS, "lesser");
    });
    events.on("history", (history) => this.#setMonitor({ ...this.#monitor, history }));
    events.on("restored", () => {
      // With an id of its own, so that who left before it gets it on coming back.
      this.#lastId += 1;
      this.#encoded = null;
      const bytes = this.#freshSnapshot().bytes;
      this.#ring.push({ id: this.#lastId, bytes });
      this.#fanOut.send(bytes);
    });
    events.on("blind", (blind) => this.#setMonitor({ ...this.#monitor, blind }));
  }

  start(): void {
    this.#tick();
  }

  stop(): void {
    this.#cancelTick?.();
    this.#cancelFlush?.();
    this.#fanOut.end();
  }

  /** All there is to know now. */
  snapshot(): FeedSnapshot {
    const nodes = this.#parts.nodes();
    return {
      at: this.#parts.clock.wall(),
      id: this.#lastId,
      monitor: this.#monitor,
      clusters: this.#parts.clusters(),
      ...(nodes !== null && { nodes }),
    };
  }

  /**
   * Adds a viewer, first giving it what it missed after `lastSeenId`, or a snapshot; the result removes it.
   */
  join(viewer: Viewer, lastSeenId: number | null): () => void {
    const missed = lastSeenId === null ? null : this.#ring.after(lastSeenId, this.#lastId);
    if (missed === null) {
      viewer.send(this.#freshSnapshot().bytes);
    } else {
      for (const frame of missed) viewer.send(frame.bytes);
      viewer.send(encode(this.#tickMessage()));
    }
    return this.#fanOut.add(viewer);
  }

  /** The snapshot as JSON, made once for all who come within a moment while nothing changes. */
  snapshotText(): string {
    return this.#freshSnapshot().text;
  }

  #freshSnapshot() {
    const now = this.#parts.clock.monotonic();
    if (this.#encoded === null || now - this.#encoded.madeAt > SNAPSHOT_FRESH_MS) {
      const text = JSON.stringify(this.snapshot());
      this.#encoded = { text, bytes: encodeText("snapshot", text, this.#lastId), madeAt: now };
    }
    return this.#encoded;
  }

  #setMonitor(monitor: MonitorState): void {
    this.#monitor = monitor;
    this.#encoded = null;
    this.#fanOut.send(encode(this.#tickMessage()));
  }

  #tickMessage(): FeedMessage {
    return { event: "tick", data: { at: this.#parts.clock.wall(), monitor: this.#monitor } };
  }

  #tick(): void {
    this.#quietTicks += 1;
    // Sums change by words, and by bot processes that fall silent; the latter are for staff and can wait.
    if (this.#quietTicks === 1 || this.#quietTicks % TICKS_BETWEEN_SUMS === 0) {
      const changed = this.#sentTotals.changed(this.#parts.clusterNames);
      for (const cluster of changed.keys()) this.#draft.touch(cluster);
      if (changed.size > 0) this.#schedule(FRAME_PAUSE_MS);
    }
    // A frame says as well that the server lives, and each word to ten thousand viewers takes a tenth of a second.
    const sinceFrameMs = this.#parts.clock.monotonic() - this.#framedAt;
    if (sinceFrameMs > TICK_SPARED_MS) this.#fanOut.send(encode(this.#tickMessage()));
    this.#cancelTick = this.#parts.clock.after(FEED_TICK_MS, () => this.#tick());
  }

  /** Sees to it that a frame goes out `pauseMs` after the last one, or sooner if that is planned already. */
  #schedule(pauseMs: number, news: "states" | "lesser" = "states"): void {
    // What is gathered is in the next frame, but a viewer that joins before it must see it too.
    if (news === "states") this.#encoded = null;
    const flushAt = this.#framedAt + pauseMs;
    if (flushAt >= this.#flushAt) return;
    this.#flushAt = flushAt;
    this.#scheduleFlush();
  }

  /** A frame waits until all have the one before: what happens meanwhile is in it, and nothing piles up. */
  #scheduleFlush(): void {
    this.#cancelFlush?.();
    if (this.#flushAt === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.max(this.#flushAt - this.#parts.clock.monotonic(), 0);
    this.#cancelFlush = this.#parts.clock.after(delayMs, () => {
      if (!this.#fanOut.isBusy) this.#flush();
    });
  }

  #flush(): void {
    const draft = this.#draft;
    this.#draft = new FrameDraft();
    this.#flushAt = Number.POSITIVE_INFINITY;
    this.#framedAt = this.#parts.clock.monotonic();
    this.#lastId += 1;
    // A viewer that joined since the last frame may have seen sums that came and went with the changes.
    const totals = this.#sentTotals.changed(draft.clusters, new Set(draft.changedClusters()));
    this.#sentTotals.note(totals);
    const bytes = encode(
      { event: "frame", data: draft.build(this.#parts.clock.wall(), totals) },
      this.#lastId,
    );
    this.#encoded = null;
    this.#ring.push({ id: this.#lastId, bytes });
    this.#fanOut.send(bytes);
  }
}
