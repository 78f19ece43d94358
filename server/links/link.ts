import type { WebSocket } from "ws";
import type { AudioServerFrame } from "#protocol/audio-link.ts";
import {
  agentHelloSchema,
  CLOSE_CODE_OF,
  type Hello,
  helloSchema,
  LINK_FEATURES,
  LINK_PROTOCOL,
  type LinkErrorCode,
  type ServerFrame,
} from "#protocol/link.ts";
import type { MusicServerFrame } from "#protocol/music-link.ts";
import { AppError } from "../errors.ts";
import { check } from "../http/body.ts";
import type { Grant } from "../http/guard.ts";
import { parseFrame } from "../http/json-frame.ts";
import { AgentTalk } from "./agent-talk.ts";
import type { AudioPeer } from "./audio-desk.ts";
import { isAgent, linkErrorOf, protocolOf } from "./frames.ts";
import type { LinkHost } from "./host.ts";
import { Outlet } from "./outlet.ts";
import { ProcessTalk } from "./process-talk.ts";
import type { Line, Talk } from "./talk.ts";

/** One WebSocket of a bot process or of an audio node's agent: its hello, then what it tells, until it goes. */
export class Link implements Line {
  readonly #socket: WebSocket;
  readonly #host: LinkHost;
  /** What the secret of its handshake allows. */
  readonly grant: Grant;
  /** null before the hello. */
  #talk: Talk | null = null;
  #hasSaidGoodbye = false;
  /** Whether anything came since the last ping. */
  #isAnswering = true;
  #isClosing = false;
  readonly #outlet: Outlet;

  constructor(socket: WebSocket, grant: Grant, host: LinkHost) {
    this.#socket = socket;
    this.#outlet = new Outlet(socket);
    this.grant = grant;
    this.#host = host;
    socket.on("pong", () => this.#hear());
    socket.on("ping", () => this.#hear());
  }

  /** Whether it has said who it is. */
  get isGreeted(): boolean {
    return this.#talk !== null;
  }

  /** The bot process that speaks; null before the hello, and for an agent. */
  get process(): Hello | null {
    return this.#talk?.process ?? null;
  }

  get role(): AudioPeer["role"] {
    return this.process === null ? "agent" : "bot";
  }

  get boot(): string {
    return this.#talk?.boot ?? "";
  }

  /** Takes one frame; whatever is wrong with it is told to the peer. */
  async receive(data: unknown): Promise<void> {
    if (this.#isClosing) return;
    this.#hear();
    try {
      const frame = parseFrame(data);
      if (this.#talk === null) return this.#welcome(frame);
      this.grant.noteUse();
      await this.#talk.hear(frame);
    } catch (error) {
      this.fault(error);
    }
  }

  /** Tells something about nodes. */
  send(frame: AudioServerFrame): void {
    this.tell(frame);
  }

  /** Asks something about players. */
  ask(frame: MusicServerFrame): void {
    this.tell(frame);
  }

  refuseFrame(asked: string, message: string): void {
    this.tell({ type: "refused", asked, about: "", code: "invalid", message });
  }

  /** Sends a frame that is encoded already; a peer that reads too little is dropped. */
  sendText(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (!this.#outlet.send(text)) this.terminate();
  }

  /** The socket is closed. */
  end(): void {
    if (this.#talk === null) return;
    this.#host.audio.leave(this, this.#hasSaidGoodbye);
    this.#host.music.leave(this);
  }

  /** Pings; a peer from which nothing came since the last ping is gone. */
  ping(): void {
    if (this.#isAnswering) this.#socket.ping();
    else this.terminate();
    this.#isAnswering = false;
  }

  /** Judges nothing by the time until now, which the server itself missed. */
  excuse(): void {
    this.#isAnswering = true;
  }

  /** Says whatever the protocol has. */
  tell(frame: ServerFrame): void {
    this.sendText(JSON.stringify(frame));
  }

  /** Tells what went wrong; after all but a change that cannot be kept right now it closes. @param seq of the report */
  fault(error: unknown, seq?: number): void {
    if (!(error instanceof AppError)) {
      this.#host.log.error({ err: error }, "a link failed on a bug");
      this.refuse("internal", "something broke here; it is in the server's log");
      return;
    }
    const { message, issues } = error;
    const code = linkErrorOf(error);
    this.tell({
      type: "error",
      code,
      message,
      ...(issues && { issues: [...issues] }),
      ...(seq !== undefined && { seq }),
    });
    if (code !== "history_unavailable") this.close(CLOSE_CODE_OF[code], code);
  }

  /** Reads nothing until `resume`. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Answers a goodbye, and closes. */
  sayGoodbye(): void {
    this.#hasSaidGoodbye = true;
    this.tell({ type: "goodbye" });
    this.close(1000, "goodbye");
  }

  /** Says why, and closes. */
  refuse(code: LinkErrorCode, message: string): void {
    this.tell({ type: "error", code, message });
    this.close(CLOSE_CODE_OF[code], code);
  }

  close(code: number, reason: string): void {
    this.#isClosing = true;
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#isClosing = true;
    this.#socket.terminate();
  }

  #hear(): void {
    this.#isAnswering = true;
  }

  #welcome(frame: unknown): void {
    const protocol = protocolOf(frame);
    if (protocol !== undefined && protocol !== LINK_PROTOCOL) {
      const message = `this server speaks protocol ${LINK_PROTOCOL}, not ${protocol}; use a client that does, or update the server`;
      this.refuse("unsupported_protocol", message);
      return;
    }
    const seq = isAgent(frame) ? this.#greetAgent(frame) : this.#greet(frame);
    this.tell({ type: "welcome", protocol: LINK_PROTOCOL, seq, features: [...LINK_FEATURES] });
  }

  #greet(frame: unknown): number {
    const hello = check(helloSchema, frame);
    const seq = this.#host.greet(hello, this);
    this.#talk = new ProcessTalk(this, this.#host, hello);
    return seq;
  }

  #greetAgent(frame: unknown): number {
    const hello = check(agentHelloSchema, frame);
    this.#host.greetAgent(hello, this);
    this.#talk = new AgentTalk(this, this.#host, hello.boot);
    return -1;
  }
}
