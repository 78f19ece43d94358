import { LINK_PROTOCOL, type ServerFrame } from "../protocol/link.ts";
import type { ProcessFacts, ProcessIdentity } from "../protocol/process.ts";
import type { ReportedShard } from "../protocol/report.ts";
import { backoffMs, slowRetryMs } from "./backoff.ts";
import { type Answer, HttpLine } from "./http.ts";
import { type Gone, Link } from "./link.ts";
import type { Notices } from "./notices.ts";
import { type Batch, ReportQueue } from "./queue.ts";
import type { Server } from "./server.ts";
import type { Timing } from "./timing.ts";

/**
 * With the longest reasons 2,000 shards still fit the largest frame. Over the link what comes later arrives later;
 * requests could overtake each other.
 */
const MOST = {
  link: { shards: 2_000, underWay: 4 },
  http: { shards: 2_000, underWay: 1 },
} as const;
/** A hello or a report that is not answered by then says that the line is dead. */
const ANSWER_WITHIN_MS = 30_000;
const WELCOME_WITHIN_MS = 10_000;
/** Dials that fail before HTTP is tried. */
const DIALS_BEFORE_HTTP = 2;
/** While HTTP works, a WebSocket is tried again this often. */
const UPGRADE_EVERY_MS = 300_000;
const GOODBYE_WITHIN_MS = 1_500;
/** Close codes of error frames that only a person can mend. */
const NEEDS_A_PERSON: ReadonlySet<string> = new Set([
  "invalid",
  "unsupported_protocol",
  "forbidden",
  "unknown_cluster",
  "shard_count_mismatch",
  "boot_ended",
  "replaced",
]);

/** The shards that this process runs, of how many in all. */
export interface Place {
  readonly shardIds: readonly number[];
  readonly shardCount: number;
}

export interface CourierParts {
  readonly server: Server;
  readonly cluster: string;
  readonly boot: string;
  readonly identity: ProcessIdentity;
  readonly timeoutMs: number;
  readonly timing: Timing;
  readonly fetch: typeof fetch;
  readonly random: () => number;
  readonly notices: Notices;
  /** How the process is now. */
  readonly facts: () => ProcessFacts;
  /** A line stands again: time to put how everything is now. */
  readonly onConnected: () => void;
}

/**
 * Brings the newest word about each shard to the server: over the link, or over HTTP where WebSockets do not get
 * through; and goes on trying for as long as the process lives.
 */
export class Courier {
  readonly #parts: CourierParts;
  readonly #queue = new ReportQueue();
  readonly #http: HttpLine;
  #place: Place | null = null;
  /** What reports go out over now. */
  #line: "none" | "link" | "http" = "none";
  #link: Link | null = null;
  #failures = 0;
  /** How the last dial failed before HTTP was tried. */
  #blockedBy = "";
  /** What the server said before it closed. */
  #farewell: Extract<ServerFrame, { type: "error" }> | null = null;
  /** Whether the server has kept anything of this boot. */
  #isKnown = false;
  #isClosing = false;
  #isHeldBack = false;
  #onGoodbye: () => void = () => {};
  #cancelDial: () => void = () => {};
  #cancelAnswer: () => void = () => {};
  #cancelHeldBack: () => void = () => {};

  constructor(parts: CourierParts) {
    this.#parts = parts;
    this.#http = new HttpLine(parts.server, parts.fetch);
  }

  /** What reports go out over now; `none` while the server is away. */
  get line(): "none" | "link" | "http" {
    return this.#line;
  }

  /** Tells which shards are this process's; the first time it dials, later it says hello anew. */
  settle(place: Place): void {
    if (this.#isClosing) return;
    this.#place = place;
    this.#queue.clear();
    if (this.#link === null) this.#dial();
    else this.#link.terminate();
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
    this.#cancelDial();
    this.#cancelHeldBack();
    this.#cancelAnswer();
    const { cluster, boot, timing } = this.#parts;
    if (this.#line === "link" && this.#link !== null) {
      const answered = new Promise<void>((resolve) => {
        this.#onGoodbye = resolve;
        timing.after(GOODBYE_WITHIN_MS, resolve);
      });
      this.#link.send({ type: "goodbye" });
      await answered;
    } else if (this.#isKnown) {
      await this.#http.goodbye(cluster, boot, GOODBYE_WITHIN_MS);
    }
    this.#http.abort();
    this.#link?.close();
    this.#line = "none";
  }

  #dial(): void {
    this.#cancelDial();
    this.#farewell = null;
    try {
      this.#link = new Link(this.#parts.server, this.#parts.timing, {
        onOpen: () => this.#greet(),
        onFrame: (frame) => this.#hear(frame),
        onGone: (gone) => this.#lose(gone),
      });
    } catch (error) {
      this.#lose({ status: null, detail: error instanceof Error ? error.message : "unknown fault" });
    }
  }

  #dialIn(delayMs: number): void {
    this.#cancelDial();
    if (!this.#isClosing) this.#cancelDial = this.#parts.timing.after(delayMs, () => this.#dial());
  }

  #greet(): void {
    if (this.#place === null) return;
    const { cluster, boot, identity } = this.#parts;
    this.#link?.send({ type: "hello", protocol: LINK_PROTOCOL, cluster, boot, ...this.#place, ...identity });
    const link = this.#link;
    this.#parts.timing.after(WELCOME_WITHIN_MS, () => {
      if (this.#link === link && this.#line !== "link") link?.terminate();
    });
  }

  #hear(frame: ServerFrame): void {
    switch (frame.type) {
      case "welcome":
        this.#welcome(frame.seq);
        return;
      case "ack":
        this.#keep(frame.seq);
        this.#awaitAnswer();
        return;
      case "goodbye":
        this.#onGoodbye();
        return;
      case "error":
        if (frame.code === "history_unavailable") this.#holdBack(1_000);
        else this.#farewell = frame;
        return;
      default:
        frame satisfies never;
    }
  }

  #lose(gone: Gone): void {
    const wasWelcome = this.#line === "link";
    this.#link = null;
    this.#onGoodbye();
    if (this.#isClosing) return;
    if (wasWelcome) {
      this.#line = "none";
      this.#cancelAnswer();
      this.#queue.giveBack();
    }
    const { random, notices } = this.#parts;
    if (gone.status === 401 || gone.status === 403) {
      this.#stop(() => this.#sayToken());
    } else if (this.#farewell !== null && NEEDS_A_PERSON.has(this.#farewell.code)) {
      const { message } = this.#farewell;
      this.#stop(() => notices.trouble("refused", "error", `the server refuses this process: ${message}`));
    } else if (this.#line === "http") {
      this.#dialIn(UPGRADE_EVERY_MS * (0.8 + 0.4 * random()));
    } else {
      this.#failures = wasWelcome ? 1 : this.#failures + 1;
      if (this.#failures < DIALS_BEFORE_HTTP)
        this.#dialIn(backoffMs(this.#failures, random(), this.#parts.timeoutMs));
      else this.#tryHttp(gone);
    }
  }

  /** Nothing goes out any more, and only a person can mend it. */
  #stop(say: () => void): void {
    say();
    this.#line = "none";
    this.#queue.giveBack();
    this.#dialIn(slowRetryMs(this.#parts.random()));
  }

  #sayToken(): void {
    const { server, notices } = this.#parts;
    const missing = server.token === undefined || server.token === "";
    const what = missing ? "asks for a token and none is set" : "does not take this token";
    notices.trouble(
      "token",
      "error",
      `${server.url} ${what}: set \`token\` to the server's PASSPHRASE, or to a token with scope report for this cluster, and restart the bot; until then the page does not see it`,
    );
  }

  #tryHttp(gone: Gone): void {
    this.#line = "http";
    this.#blockedBy = gone.detail;
    this.#dialIn(UPGRADE_EVERY_MS * (0.8 + 0.4 * this.#parts.random()));
    this.#parts.onConnected();
  }

  #welcome(seq: number): void {
    const { notices, server, cluster, onConnected } = this.#parts;
    const isFirst = this.#line === "none" && !this.#isKnown;
    this.#queue.raiseSeq(seq);
    // A report that is under way over HTTP may or may not arrive; it goes again.
    this.#queue.giveBack();
    this.#line = "link";
    const wasTrouble = notices.over("away", "token", "refused", "blocked");
    if (isFirst) {
      notices.info(`reporting ${this.#place?.shardIds.length ?? 0} shards of ${cluster} to ${server.url}`);
    } else if (wasTrouble) {
      notices.info(`${server.url} is reached again, over the link`);
    }
    onConnected();
    this.#flush();
  }

  #flush(): void {
    if (this.#line === "none" || this.#isClosing || this.#isHeldBack) return;
    const batch = this.#queue.take(MOST[this.#line]);
    if (batch === null) return;
    if (this.#line === "http") {
      void this.#post(batch);
      return;
    }
    this.#link?.send({ type: "report", ...this.#bodyOf(batch), process: this.#parts.facts() });
    this.#awaitAnswer();
  }

  #bodyOf(batch: Batch) {
    return { ...batch, timeoutMs: this.#parts.timeoutMs };
  }

  /** From the last sign of progress on, the link has this long to answer what is under way. */
  #awaitAnswer(): void {
    this.#cancelAnswer();
    const link = this.#link;
    if (this.#line !== "link" || !this.#queue.isUnderWay) return;
    this.#cancelAnswer = this.#parts.timing.after(ANSWER_WITHIN_MS, () => link?.terminate());
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
    this.#cancelHeldBack = this.#parts.timing.after(delayMs, () => {
      this.#isHeldBack = false;
      this.#flush();
    });
  }

  async #post(batch: Batch): Promise<void> {
    const { cluster, boot, identity, facts } = this.#parts;
    const shardCount = this.#place?.shardCount ?? 1;
    const process = { ...identity, ...facts() };
    const answer = await this.#http.report(cluster, { boot, shardCount, ...this.#bodyOf(batch), process });
    if (!this.#isClosing && this.#line === "http") this.#judge(answer, batch);
  }

  #judge(answer: Answer, batch: Batch): void {
    const { notices, random, server } = this.#parts;
    switch (answer.kind) {
      case "kept":
        this.#failures = 0;
        notices.over("away", "token", "refused");
        notices.trouble(
          "blocked",
          "warn",
          `a WebSocket does not get through to ${server.url} (${this.#blockedBy}); reporting over HTTP from here on`,
        );
        this.#keep(batch.seq);
        return;
      case "busy":
        this.#holdBack(answer.retryAfterMs);
        return;
      case "unauthorized":
        this.#stop(() => this.#sayToken());
        return;
      case "refused":
        this.#stop(() =>
          notices.trouble("refused", "error", `the server refuses this process: ${answer.message}`),
        );
        return;
      case "away":
        this.#line = "none";
        this.#queue.giveBack();
        // The dial before it was counted already.
        this.#failures = Math.max(this.#failures, 1);
        notices.trouble(
          "away",
          "warn",
          `${server.url} cannot be reached (${answer.detail}); the bot is not concerned, and it is tried again until it works`,
        );
        this.#dialIn(backoffMs(this.#failures, random(), this.#parts.timeoutMs));
        return;
      default:
        answer satisfies never;
    }
  }
}
