import type { ServerFrame } from "../protocol/link.ts";
import { type Gone, Link } from "./link.ts";
import type { Server } from "./server.ts";
import type { Timing } from "./timing.ts";

/** A hello that is not answered by then says that the link is dead. */
const WELCOME_WITHIN_MS = 10_000;
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

type Farewell = Extract<ServerFrame, { type: "error" }>;

/** How a link ended, or why its dial failed. */
export interface End extends Gone {
  /** What the server said that only a person can mend; null where time may mend it. */
  readonly refusal: string | null;
}

export interface DialerCallbacks {
  /** The first frame of a link that has opened. */
  hello(): object;
  onWelcome(welcome: Extract<ServerFrame, { type: "welcome" }>): void;
  /** What the server says after its welcome; errors that end the link among it. */
  onFrame(frame: Exclude<ServerFrame, { type: "welcome" }>): void;
  /** The link is no more, or a dial failed; nothing is dialled until it is asked for. */
  onEnd(end: End): void;
}

/** Dials one link at a time, says hello on it, and tells how it ended. */
export class Dialer {
  readonly #server: Server;
  readonly #timing: Timing;
  readonly #callbacks: DialerCallbacks;
  #link: Link | null = null;
  #isWelcome = false;
  /** What the server said before it closed. */
  #farewell: Farewell | null = null;
  #isSettled = false;
  #cancelDial: () => void = () => {};

  constructor(server: Server, timing: Timing, callbacks: DialerCallbacks) {
    this.#server = server;
    this.#timing = timing;
    this.#callbacks = callbacks;
  }

  /** Whether it dials no more. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Dials now, unless a link is there or under way: that answers for itself. */
  dial(): void {
    this.#cancelDial();
    if (this.#link !== null) return;
    this.#farewell = null;
    this.#isWelcome = false;
    try {
      const link: Link = new Link(this.#server, this.#timing, {
        onOpen: () => this.#link === link && this.#greet(link),
        onFrame: (frame) => this.#link === link && this.#hear(frame),
        onGone: (gone) => this.#link === link && this.#end(gone),
      });
      this.#link = link;
    } catch (error) {
      this.#end({ status: null, detail: error instanceof Error ? error.message : "unknown fault" });
    }
  }

  dialIn(delayMs: number): void {
    this.#cancelDial();
    if (!this.#isSettled) this.#cancelDial = this.#timing.after(delayMs, () => this.dial());
  }

  /** Dials now; the link that is there is cut instead, for its end leads to the next dial. */
  dialAnew(): void {
    if (this.#link === null) this.dial();
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

  /** Dials no more; the link that stands goes on until `close`. */
  settle(): void {
    this.#isSettled = true;
    this.#cancelDial();
  }

  close(): void {
    this.settle();
    this.#link?.close();
  }

  #greet(link: Link): void {
    link.send(this.#callbacks.hello());
    this.#timing.after(WELCOME_WITHIN_MS, () => {
      if (this.#link === link && !this.#isWelcome) link.terminate();
    });
  }

  #hear(frame: ServerFrame): void {
    if (frame.type === "welcome") {
      this.#isWelcome = true;
      this.#cancelDial();
      this.#callbacks.onWelcome(frame);
      return;
    }
    if (frame.type === "error") this.#farewell = frame;
    this.#callbacks.onFrame(frame);
  }

  #end(gone: Gone): void {
    this.#link = null;
    const { code, message } = this.#farewell ?? { code: "", message: null };
    this.#callbacks.onEnd({ ...gone, refusal: NEEDS_A_PERSON.has(code) ? message : null });
  }
}
