import type { ServerFrame } from "../protocol/link.ts";
import type { ProcessFacts } from "../protocol/process.ts";
import type { ReportedShard } from "../protocol/report.ts";
import type { Place } from "../shards/source.ts";
import { ChannelHub, isForChannel, type LinkChannel } from "./channel.ts";
import { type Answer, HttpLine } from "./http.ts";
import { type Batch, ReportQueue } from "./queue.ts";
import { type Line, Way, type WayParts } from "./way.ts";

/**
 * With the longest reasons 2,000 shards still fit the largest frame. Over the link what comes later arrives later;
 * requests could overtake each other.
 */
const MOST = {
  link: { shards: 2_000, underWay: 4 },
  http: { shards: 2_000, underWay: 1 },
} as const;
/** A report that is not answered by then says that the link is dead. */
const ANSWER_WITHIN_MS = 30_000;
/** A server that cannot keep a report over the link wants it again after this. */
const HELD_BACK_MS = 1_000;
const GOODBYE_WITHIN_MS = 1_500;

export interface CourierParts extends WayParts {
  readonly fetch: typeof fetch;
  /** How the process is now. */
  readonly facts: () => ProcessFacts;
  /** A line stands again: time to put how everything is now. */
  readonly onConnected: () => void;
}

/** Brings the newest word about each shard to the server, over whatever line stands, until the server has kept it. */
export class Courier {
  readonly #parts: CourierParts;
  readonly #queue = new ReportQueue();
  readonly #http: HttpLine;
  readonly #way: Way;
  readonly #channel = new ChannelHub((frame) => this.#way.send(frame));
  #shardCount = 1;
  /** Whether the server has kept anything of this boot. */
  #isKnown = false;
  #isClosing = false;
  #isHeldBack = false;
  #onGoodbye: () => void = () => {};
  #cancelAnswer: () => void = () => {};
  #cancelHeldBack: () => void = () => {};

  constructor(parts: CourierParts) {
    this.#parts = parts;
    this.#http = new HttpLine(parts.server, parts.fetch);
    this.#way = new Way(parts, {
      onStands: (seq, features) => {
        this.#resume(seq);
        this.#channel.follow(seq === null ? null : features);
      },
      onLost: () => this.#pause(),
      onFrame: (frame) => this.#hear(frame),
    });
  }

  /** What reports go out over now; `none` while the server is away. */
  get line(): Line {
    return this.#way.line;
  }

  /** The link, for what is not about shards. */
  get channel(): LinkChannel {
    return this.#channel;
  }

  /** Tells which shards are this process's; the first time it dials, later it says hello anew. */
  settle(place: Place): void {
    if (this.#isClosing) return;
    this.#shardCount = place.shardCount;
    this.#queue.clear();
    this.#way.open(place);
  }

  /** Puts what is new of some shards in line. */
  put(shards: readonly ReportedShard[]): void {
    this.#queue.put(shards);
    this.#flush();
  }

  /** Says goodbye and ends everything within 2 s. */
  async close(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#way.settle();
    this.#cancelHeldBack();
    this.#cancelAnswer();
    const { cluster, boot, timing } = this.#parts;
    if (this.#way.line === "link") {
      const answered = new Promise<void>((resolve) => {
        this.#onGoodbye = resolve;
        timing.after(GOODBYE_WITHIN_MS, resolve);
      });
      this.#way.send({ type: "goodbye" });
      await answered;
    } else if (this.#isKnown) {
      await this.#http.goodbye(cluster, boot, GOODBYE_WITHIN_MS);
    }
    this.#http.abort();
    this.#way.close();
  }

  #resume(seq: number | null): void {
    if (seq !== null) this.#queue.raiseSeq(seq);
    // A report that is under way over HTTP may or may not arrive; it goes again.
    this.#queue.giveBack();
    this.#parts.onConnected();
    this.#flush();
  }

  #pause(): void {
    this.#channel.follow(null);
    this.#cancelAnswer();
    this.#queue.giveBack();
    // A goodbye that was under way will not be answered.
    this.#onGoodbye();
  }

  #hear(frame: Exclude<ServerFrame, { type: "welcome" }>): void {
    if (isForChannel(frame)) {
      this.#channel.hear(frame);
      return;
    }
    switch (frame.type) {
      case "ack":
        this.#keep(frame.seq);
        this.#awaitAnswer();
        return;
      case "goodbye":
        this.#onGoodbye();
        return;
      case "error":
        if (frame.code === "history_unavailable") this.#holdBack(HELD_BACK_MS);
        return;
      default:
        frame satisfies never;
    }
  }

  #flush(): void {
    const { line } = this.#way;
    if (line === "none" || this.#isClosing || this.#isHeldBack) return;
    const batch = this.#queue.take(MOST[line]);
    if (batch === null) return;
    if (line === "http") {
      this.#post(batch).catch((error: unknown) => {
        const detail = error instanceof Error ? error.message : "unknown fault";
        this.#judge({ kind: "away", detail }, batch);
      });
      return;
    }
    this.#way.send({ type: "report", ...this.#bodyOf(batch), process: this.#parts.facts() });
    this.#awaitAnswer();
  }

  #bodyOf(batch: Batch) {
    return { ...batch, timeoutMs: this.#parts.timeoutMs };
  }

  /** From the last sign of progress on, the link has this long to answer what is under way. */
  #awaitAnswer(): void {
    this.#cancelAnswer();
    if (this.#way.line !== "link" || !this.#queue.isUnderWay) return;
    this.#cancelAnswer = this.#parts.timing.after(ANSWER_WITHIN_MS, this.#way.cutter());
  }

  #keep(seq: number): void {
    this.#isKnown = true;
    this.#queue.kept(seq);
    this.#flush();
  }

  /** The server wants it again a little later. */
  #holdBack(delayMs: number): void {
    this.#cancelAnswer();
    this.#queue.giveBack();
    this.#isHeldBack = true;
    this.#cancelHeldBack();
    this.#cancelHeldBack = this.#parts.timing.after(delayMs, () => {
      this.#isHeldBack = false;
      this.#flush();
    });
  }

  async #post(batch: Batch): Promise<void> {
    const { cluster, boot, identity, facts } = this.#parts;
    const process = { ...identity, ...facts() };
    const report = { boot, shardCount: this.#shardCount, ...this.#bodyOf(batch), process };
    const answer = await this.#http.report(cluster, report);
    if (!this.#isClosing && this.#way.line === "http") this.#judge(answer, batch);
  }

  #judge(answer: Answer, batch: Batch): void {
    switch (answer.kind) {
      case "kept":
        this.#way.httpWorks();
        this.#keep(batch.seq);
        return;
      case "busy":
        this.#holdBack(answer.retryAfterMs);
        return;
      default:
        this.#way.httpFails(answer);
    }
  }
}
