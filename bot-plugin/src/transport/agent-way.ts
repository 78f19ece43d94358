import { DEFAULT_LEASE_MS } from "../protocol/audio-link.ts";
import { LINK_PATH, LINK_PROTOCOL, type ServerFrame } from "../protocol/link.ts";
import type { ProcessIdentity } from "../protocol/process.ts";
import { backoffMs, slowRetryMs } from "./backoff.ts";
import { Dialer, type End } from "./dialer.ts";
import type { Notices } from "./notices.ts";
import type { Server } from "./server.ts";
import type { Timing } from "./timing.ts";

export interface AgentWayParts {
  readonly server: Server;
  readonly boot: string;
  readonly identity: ProcessIdentity;
  readonly timing: Timing;
  readonly random: () => number;
  readonly notices: Notices;
}

export interface AgentWayCallbacks {
  /** The link stands, maybe anew. */
  onStands(): void;
  /** The link that stood is no more. */
  onLost(): void;
  onFrame(frame: Exclude<ServerFrame, { type: "welcome" }>): void;
}

/**
 * The way of an audio node's agent to the server: the link, and nothing else. It dials for as long as the process
 * lives, and tells a person what only a person can mend.
 */
export class AgentWay {
  readonly #parts: AgentWayParts;
  readonly #callbacks: AgentWayCallbacks;
  readonly #dialer: Dialer;
  #stands = false;
  #failures = 0;
  #hasReached = false;
  /** Whether the server knows no audio nodes. */
  #isTooOld = false;

  constructor(parts: AgentWayParts, callbacks: AgentWayCallbacks) {
    this.#parts = parts;
    this.#callbacks = callbacks;
    const { server, timing, boot, identity } = parts;
    this.#dialer = new Dialer(server, timing, {
      hello: () => ({ type: "hello", role: "agent", protocol: LINK_PROTOCOL, boot, ...identity }),
      onWelcome: ({ features }) => this.#welcome(features ?? []),
      // What comes after the end, or from a server that is too old, would begin it all anew.
      onFrame: (frame) => this.#stands && callbacks.onFrame(frame),
      onEnd: (end) => this.#end(end),
    });
  }

  /** Whether what is sent goes out. */
  get stands(): boolean {
    return this.#stands;
  }

  open(): void {
    this.#dialer.dial();
  }

  send(frame: object): void {
    if (this.#stands) this.#dialer.send(frame);
  }

  /** Dials no more; the link that stands goes on until `close`. */
  settle(): void {
    this.#dialer.settle();
  }

  close(): void {
    this.#stands = false;
    this.#dialer.close();
  }

  #welcome(features: readonly string[]): void {
    const { notices, server } = this.#parts;
    this.#isTooOld = !features.includes("audio");
    if (this.#isTooOld) {
      this.#dialer.cutter()();
      return;
    }
    const wasTrouble = notices.over("away", "token", "refused", "blocked");
    if (!this.#hasReached) notices.info(`linked to ${server.url}`);
    else if (wasTrouble) notices.info(`${server.url} is reached again`);
    this.#hasReached = true;
    this.#stands = true;
    this.#callbacks.onStands();
  }

  #end(end: End): void {
    const stood = this.#stands;
    this.#stands = false;
    if (stood) this.#callbacks.onLost();
    if (this.#dialer.isSettled) return;
    const { random } = this.#parts;
    if (this.#explain(end, stood)) {
      this.#dialer.dialIn(slowRetryMs(random()));
    } else {
      this.#failures = stood ? 1 : this.#failures + 1;
      this.#dialer.dialIn(backoffMs(this.#failures, random(), DEFAULT_LEASE_MS));
    }
  }

  /** Says what is wrong; true where only a person can mend it. */
  #explain({ status, detail, refusal }: End, stood: boolean): boolean {
    const { notices, server } = this.#parts;
    if (refusal !== null || this.#isTooOld) {
      const why = refusal ?? "it knows no audio nodes; update it";
      this.#isTooOld = false;
      notices.trouble("refused", "error", `${server.url} refuses this agent: ${why}`);
      return true;
    }
    if (status === 401 || status === 403) {
      this.#sayToken(status);
      return true;
    }
    if (status !== null && status < 500 && status !== 429) {
      notices.trouble(
        "blocked",
        "error",
        `a WebSocket does not get through to ${server.url} (${detail}), and an agent has no other way: let them pass ${LINK_PATH}; it is tried again until it works`,
      );
    } else if (!stood) {
      notices.trouble(
        "away",
        "warn",
        `${server.url} cannot be reached (${detail}); it is tried again until it works`,
      );
    }
    return false;
  }

  #sayToken(status: 401 | 403): void {
    const { server, notices } = this.#parts;
    const isMissing = server.token === undefined || server.token === "";
    const what = isMissing ? "asks for a token and none is set" : "does not take this token";
    notices.trouble(
      "token",
      "error",
      `${server.url} ${what} (HTTP ${status}): set one of the server with scope announce, and start the agent again`,
    );
  }
}
