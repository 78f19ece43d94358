import { LINK_PROTOCOL, type ServerFrame } from "../protocol/link.ts";
import type { ProcessIdentity } from "../protocol/process.ts";
import type { Place } from "../shards/source.ts";
import { backoffMs, slowRetryMs } from "./backoff.ts";
import { Dialer, type End } from "./dialer.ts";
import type { Answer } from "./http.ts";
import type { Notices } from "./notices.ts";
import type { Server } from "./server.ts";
import type { Timing } from "./timing.ts";

/** Dials that fail before HTTP is tried. */
const DIALS_BEFORE_HTTP = 2;
/** While HTTP works, a WebSocket is tried again about this often. */
const UPGRADE_EVERY_MS = 300_000;

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
  readonly #dialer: Dialer;
  #place: Place = { shardCount: 1, shardIds: [] };
  #line: Line = "none";
  #failures = 0;
  /** How the last dial failed before HTTP was tried. */
  #blockedBy = "";
  /** Whether any line ever got through. */
  #hasReached = false;

  constructor(parts: WayParts, callbacks: WayCallbacks) {
    this.#parts = parts;
    this.#callbacks = callbacks;
    const { server, timing, cluster, boot, identity } = parts;
    this.#dialer = new Dialer(server, timing, {
      hello: () => ({ type: "hello", protocol: LINK_PROTOCOL, cluster, boot, ...this.#place, ...identity }),
      onWelcome: ({ seq, features }) => this.#welcome(seq, features ?? []),
      onFrame: (frame) => callbacks.onFrame(frame),
      onEnd: (end) => this.#end(end),
    });
  }

  get line(): Line {
    return this.#line;
  }

  /** Dials for these shards; where a link is there already, it says hello anew. */
  open(place: Place): void {
    this.#place = place;
    this.#dialer.dialAnew();
  }

  /** Sends over the link, where there is one. */
  send(frame: object): void {
    this.#dialer.send(frame);
  }

  /** Ends the link that is there now, and no later one. */
  cutter(): () => void {
    return this.#dialer.cutter();
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
        this.#dialer.dialIn(this.#backoffMs());
        return;
      default:
        answer satisfies never;
    }
  }

  /** Dials no more; the line that stands goes on until `close`. */
  settle(): void {
    this.#dialer.settle();
  }

  close(): void {
    this.#dialer.close();
    this.#line = "none";
  }

  #welcome(seq: number, features: readonly string[]): void {
    const { notices, server, cluster } = this.#parts;
    this.#line = "link";
    const wasTrouble = notices.over("away", "token", "refused", "blocked");
    if (!this.#hasReached) {
      notices.info(`reporting ${this.#place.shardIds.length} shards of ${cluster} to ${server.url}`);
    } else if (wasTrouble) {
      notices.info(`${server.url} is reached again, over the link`);
    }
    this.#hasReached = true;
    this.#callbacks.onStands(seq, features);
  }

  /** The link ended, or its dial failed. */
  #end(end: End): void {
    const wasWelcome = this.#line === "link";
    if (wasWelcome) this.#lose();
    if (this.#dialer.isSettled) return;
    if (this.#line === "none" && (end.status === 401 || end.status === 403)) {
      // A proxy that lets no WebSocket through says the same as a server that asks for a token: HTTP tells which.
      this.#tryHttp(end);
    } else if (end.refusal !== null) {
      this.#rest();
      this.#sayRefused(end.refusal);
    } else if (this.#line === "http") {
      this.#upgradeLater();
    } else {
      this.#failures = wasWelcome ? 1 : this.#failures + 1;
      if (this.#failures < DIALS_BEFORE_HTTP) this.#dialer.dialIn(this.#backoffMs());
      else this.#tryHttp(end);
    }
  }

  #tryHttp(end: End): void {
    this.#line = "http";
    this.#blockedBy = end.detail;
    this.#upgradeLater();
    this.#callbacks.onStands(null, []);
  }

  #upgradeLater(): void {
    this.#dialer.dialIn(UPGRADE_EVERY_MS * (0.8 + 0.4 * this.#parts.random()));
  }

  /** Nothing goes out any more, and only a person can mend it. */
  #rest(): void {
    this.#lose();
    this.#dialer.dialIn(slowRetryMs(this.#parts.random()));
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
