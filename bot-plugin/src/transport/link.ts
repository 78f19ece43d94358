import { WebSocket } from "ws";
import { LINK_PATH, MAX_LINK_FRAME_BYTES, type ServerFrame, serverFrameSchema } from "../protocol/link.ts";
import { authorization, type Server, urlOf } from "./server.ts";
import type { Timing } from "./timing.ts";

/** How long a dial may take, from the name to the handshake. */
const DIAL_WITHIN_MS = 10_000;
/** A peer that died is noticed between one and two of these. */
const PING_EVERY_MS = 10_000;
/** A tick that comes this much later says that this process stood still, and judges no one. */
const LATE_MS = 2_000;
/** A close that is not answered by then is cut. */
const CLOSE_WITHIN_MS = 500;

/** Why a link is no more. `status` where a handshake was answered with something else than a WebSocket. */
export interface Gone {
  readonly status: number | null;
  readonly detail: string;
}

export interface LinkCallbacks {
  onOpen(): void;
  onFrame(frame: ServerFrame): void;
  /** Once, at the end, however it comes. */
  onGone(gone: Gone): void;
}

/** One WebSocket, from its dial to its end. Nothing of it keeps the process alive. */
export class Link {
  readonly #socket: WebSocket;
  readonly #timing: Timing;
  readonly #callbacks: LinkCallbacks;
  #isAnswering = true;
  #isGone = false;
  #tickedAt: number;
  #cancelTick: () => void = () => {};

  /** @throws Error where the URL is no URL */
  constructor(server: Server, timing: Timing, callbacks: LinkCallbacks) {
    this.#timing = timing;
    this.#callbacks = callbacks;
    this.#tickedAt = timing.monotonic();
    // No agent and no kept lookup: each dial resolves the name afresh.
    const socket = new WebSocket(urlOf(server, LINK_PATH, "ws"), {
      headers: authorization(server),
      handshakeTimeout: DIAL_WITHIN_MS,
      maxPayload: MAX_LINK_FRAME_BYTES,
      perMessageDeflate: false,
      finishRequest: (request) => {
        request.on("socket", (raw) => raw.unref());
        request.end();
      },
    });
    this.#socket = socket;
    let gone: Gone = { status: null, detail: "the connection was lost" };
    socket.on("unexpected-response", (_, response) => {
      gone = { status: response.statusCode ?? 0, detail: `HTTP ${response.statusCode}` };
      response.destroy();
      socket.terminate();
    });
    socket.on("error", (error) => {
      if (gone.status === null) gone = { status: null, detail: wordsOf(error) };
    });
    socket.on("open", () => {
      this.#tick();
      callbacks.onOpen();
    });
    for (const event of ["ping", "pong"] as const) socket.on(event, () => this.#hear());
    socket.on("message", (data) => {
      this.#hear();
      this.#receive(String(data));
    });
    socket.on("close", () => this.#end(gone));
  }

  send(frame: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame), () => {});
  }

  /** Ends it now; `onGone` follows. */
  terminate(): void {
    this.#socket.terminate();
  }

  /** Ends it politely within half a second; `onGone` follows. */
  close(): void {
    this.#socket.close(1000);
    this.#timing.after(CLOSE_WITHIN_MS, () => this.#socket.terminate());
  }

  #hear(): void {
    this.#isAnswering = true;
  }

  #tick(): void {
    const now = this.#timing.monotonic();
    if (now - this.#tickedAt > PING_EVERY_MS + LATE_MS) this.#hear();
    this.#tickedAt = now;
    if (!this.#isAnswering) {
      this.terminate();
      return;
    }
    this.#isAnswering = false;
    this.#socket.ping();
    this.#cancelTick = this.#timing.after(PING_EVERY_MS, () => this.#tick());
  }

  #receive(text: string): void {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      this.terminate();
      return;
    }
    // A frame that is not known comes of a later server and may be left alone.
    const frame = serverFrameSchema.safeParse(value);
    if (frame.success) this.#callbacks.onFrame(frame.data);
  }

  #end(gone: Gone): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#cancelTick();
    this.#callbacks.onGone(gone);
  }
}

const wordsOf = (error: Error): string =>
  "code" in error && typeof error.code === "string" ? error.code : error.message;
