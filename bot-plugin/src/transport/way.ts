import { LINK_PROTOCOL, type ServerFrame } from "../protocol/link.ts";
import type { ProcessIdentity } from "../protocol/process.ts";
import type { Place } from "../shards/source.ts";
import { backoffMs, slowRetryMs } from "./backoff.ts";
import type { Answer } from "./http.ts";
import { type Gone, Link } from "./link.ts";
import type { Notices } from "./notices.ts";
import type { Server } from "./server.ts";
import type { Timing } from "./timing.ts";

/** A hello that is not answered by then says that the link is dead. */
const WELCOME_WITHIN_MS = 10_000;
/** Dials that fail before HTTP is tried. */
const DIALS_BEFORE_HTTP = 2;
/** While HTTP works, a WebSocket is tried again about this often. */
const UPGRADE_EVERY_MS = 300_000;
/** Error frames that only a person can mend. */
const NEEDS_A_PERSON: ReadonlySet<string> = new Set([
  "invalid",
  "unsupported_protocol",
  "forbidden",
  "unknown_cluster",
  "shard_count_mismatch",
  "boot_ended",
  "replaced",
]);

/** What reports go out over; `none` while the server is away, or refuses this process. */
export type Line = "none" | "link" | "http";

export interface WayParts {
  readonly server: Server;
  readonly cluster: string;
  readonly boot: string;
  readonly identity: ProcessIdentity;
  /** The silence that the server bears. */
  readonly timeoutMs: number;
  readonly timing: Timing;
  readonly random: () => number;
  readonly notices: Notices;
}

export interface WayCallbacks {
  /**
   * A line stands.
   * @param seq the highest that the server knows of this boot; null where it does not tell (HTTP)
   * @param features what the server can do beyond taking reports
   */
  onStands(seq: number | null, features: readonly string[]): void;
  /** The line stands no more, or a link ended: what is under way may be lost. */
  onLost(): void;
  /** What the server says over the link, but its welcome and what ends it. */
  onFrame(frame: Exclude<ServerFrame, { type: "welcome" }>): void;
}

/**
 * The way to the server: the link, or HTTP where WebSockets do not get through. It dials, backs off, changes from
 * the one to the other, and tells a person what only a person can mend; for as long as the process lives.
 */
export class Way {
  readonly #parts: WayParts;
  readonly #callbacks: WayCallbacks;
  #place: Place | null = null;
  #line: Line = "none";
  #link: Link | null = null;
  #failures = 0;
  /** How the last dial failed before HTTP was tried. */
  #blockedBy = "";
  /** What the server said before it closed. */
  #farewell: Extract<ServerFrame, { type: "error" }> | null = null;
  /** Whether any line ever got through. */
  #hasReached = false;
  #isClosing = false;
  #cancelDial: () => void = () => {};

  constructor(parts: WayParts, callbacks: WayCallbacks) {
    this.#parts = parts;
    this.#callbacks = callbacks;
  }

  get line(): Line {
    return this.#line;
  }

  /** Dials for these shards; where a link is there already, it says hello anew. */
  open(place: Place): void {
    this.#place = place;
    if (this.#link === null) this.#dial();
    else this.#link.terminate();
  }

  /** Sends over the link, where there is one. */
  send(frame: object): void {
    this.#link?.send(frame);
  }

  /** Ends the link that is there now, and no later one. */
  cutter(): () => void {
    const link = this.#link;
    return () => link?.terminate();
  }

  /** A report got through over HTTP. */
  httpWorks(): void {
    const { notices, server } = this.#parts;
    this.#failures = 0;
    this.#hasReached = true;
    notices.over("away", "token", "refused");
    notices.trouble(
      "blocked",
      "warn",
      `a WebSocket does not get through to ${server.url} (${this.#blockedBy}); reporting over HTTP from here on`,
    );
  }

  /** A report did not get through over HTTP. */
  httpFails(answer: Extract<Answer, { kind: "unauthorized" | "refused" | "away" }>): void {
    const { notices, server } = this.#parts;
    switch (answer.kind) {
      case "unauthorized":
        this.#rest();
        this.#sayToken();
        return;
      case "refused":
        this.#rest();
        this.#sayRefused(answer.message);
        return;
      case "away":
        this.#lose();
        // The dial before it was counted already.
        this.#failures = Math.max(this.#failures, 1);
        notices.trouble(
          "away",
          "warn",
          `${server.url} cannot be reached (${answer.detail}); the bot is not concerned, and it is tried again until it works`,
        );
        this.#dialIn(this.#backoffMs());
        return;
      default:
        answer satisfies never;
    }
  }

  /** Dials no more; the line that stands goes on until `close`. */
  settle(): void {
    this.#isClosing = true;
    this.#cancelDial();
  }

  close(): void {
    this.settle();
    this.#link?.close();
    this.#line = "none";
  }

  #dial(): void {
    this.#cancelDial();
    // A dial that is under way, or the link that it led to, answers for itself.
    if (this.#link !== null) return;
    this.#farewell = null;
    const { server, timing } = this.#parts;
    try {
      const link: Link = new Link(server, timing, {
        onOpen: () => this.#link === link && this.#greet(link),
        onFrame: (frame) => this.#link === link && this.#hear(frame),
        onGone: (gone) => this.#link === link && this.#end(gone),
      });
      this.#link = link;
    } catch (error) {
      this.#end({ status: null, detail: error instanceof Error ? error.message : "unknown fault" });
    }
  }

  #dialIn(delayMs: number): void {
    this.#cancelDial();
    if (!this.#isClosing) this.#cancelDial = this.#parts.timing.after(delayMs, () => this.#dial());
  }

  #greet(link: Link): void {
    if (this.#place === null) return;
    const { cluster, boot, identity, timing } = this.#parts;
    link.send({ type: "hello", protocol: LINK_PROTOCOL, cluster, boot, ...this.#place, ...identity });
    timing.after(WELCOME_WITHIN_MS, () => {
      if (this.#link === link && this.#line !== "link") link.terminate();
    });
  }

  #hear(frame: ServerFrame): void {
    if (frame.type === "welcome") {
      this.#welcome(frame.seq, frame.features ?? []);
      return;
    }
    if (frame.type === "error") this.#farewell = frame;
    this.#callbacks.onFrame(frame);
  }

  #welcome(seq: number, features: readonly string[]): void {
    const { notices, server, cluster } = this.#parts;
    this.#line = "link";
    this.#cancelDial();
    const wasTrouble = notices.over("away", "token", "refused", "blocked");
    if (!this.#hasReached) {
      notices.info(`reporting ${this.#place?.shardIds.length ?? 0} shards of ${cluster} to ${server.url}`);
    } else if (wasTrouble) {
      notices.info(`${server.url} is reached again, over the link`);
    }
    this.#hasReached = true;
    this.#callbacks.onStands(seq, features);
  }

  /** The link ended, or its dial failed. */
  #end(gone: Gone): void {
    const wasWelcome = this.#line === "link";
    this.#link = null;
    if (wasWelcome) this.#lose();
    if (this.#isClosing) return;
    if (this.#line === "none" && (gone.status === 401 || gone.status === 403)) {
      // A proxy that lets no WebSocket through says the same as a server that asks for a token: HTTP tells which.
      this.#tryHttp(gone);
    } else if (this.#farewell !== null && NEEDS_A_PERSON.has(this.#farewell.code)) {
      this.#rest();
      this.#sayRefused(this.#farewell.message);
    } else if (this.#line === "http") {
      this.#upgradeLater();
    } else {
      this.#failures = wasWelcome ? 1 : this.#failures + 1;
      if (this.#failures < DIALS_BEFORE_HTTP) this.#dialIn(this.#backoffMs());
      else this.#tryHttp(gone);
    }
  }

  #tryHttp(gone: Gone): void {
    this.#line = "http";
    this.#blockedBy = gone.detail;
    this.#upgradeLater();
    this.#callbacks.onStands(null, []);
  }

  #upgradeLater(): void {
    this.#dialIn(UPGRADE_EVERY_MS * (0.8 + 0.4 * this.#parts.random()));
  }

  /** Nothing goes out any more, and only a person can mend it. */
  #rest(): void {
    this.#lose();
    this.#dialIn(slowRetryMs(this.#parts.random()));
  }

  #lose(): void {
    this.#line = "none";
    this.#callbacks.onLost();
  }

  #backoffMs(): number {
    return backoffMs(this.#failures, this.#parts.random(), this.#parts.timeoutMs);
  }

  #sayRefused(message: string): void {
    this.#parts.notices.trouble("refused", "error", `the server refuses this process: ${message}`);
  }

  #sayToken(): void {
    const { server, notices } = this.#parts;
    const isMissing = server.token === undefined || server.token === "";
    const what = isMissing ? "asks for a token and none is set" : "does not take this token";
    notices.trouble(
      "token",
      "error",
      `${server.url} ${what}: set \`token\` to the server's PASSPHRASE, or to a token with scope report for this cluster, and restart the bot; until then the page does not see it`,
    );
  }
}
