import type { WebSocket } from "ws";
import type { z } from "zod";
import type { AudioServerFrame } from "#protocol/audio-link.ts";
import {
  type AgentHello,
  type AgentLinkFrame,
  agentHelloSchema,
  agentLinkFrameSchema,
  CLOSE_CODE_OF,
  type Hello,
  helloSchema,
  LINK_ERRORS,
  LINK_FEATURES,
  LINK_PROTOCOL,
  type LinkErrorCode,
  type LinkReport,
  processFrameSchema,
  type ServerFrame,
} from "#protocol/link.ts";
import type { Report, ReportOutcome } from "#protocol/report.ts";
import { AppError } from "../errors.ts";
import { check } from "../http/body.ts";
import type { Grant } from "../http/guard.ts";
import type { Log } from "../log.ts";
import type { AudioDesk, AudioPeer } from "./audio-desk.ts";

/** Reports of one link that may wait to be kept; past these the socket is not read. */
const MAX_WAITING_REPORTS = 16;
/** A peer that leaves this much unread is dropped. */
const MAX_WAITING_BYTES = 512 * 1_024;

/** What a link asks of the server around it. */
export interface LinkHost {
  /**
   * Takes a process in; the result is the highest `seq` known of its boot, -1 for none.
   * @throws AppError `unknown_cluster`, `shard_count_mismatch`, `invalid` or `boot_ended`
   */
  greet(hello: Hello, link: Link): number;
  /**
   * Resolves once kept.
   * @throws AppError `invalid`, at once, where a shard is not of the cluster
   */
  report(hello: Hello, report: Omit<Report, "boot" | "shardCount">): Promise<ReportOutcome>;
  /** Resolves once kept. */
  goodbye(hello: Hello): Promise<void>;
  /** @throws AppError `unauthorized` or `forbidden` */
  greetAgent(hello: AgentHello, link: Link): void;
  readonly audio: AudioDesk;
  readonly log: Log;
}

/** One WebSocket of a bot process or of an audio node's agent: its hello, then what it tells, until it goes. */
export class Link implements AudioPeer {
  readonly #socket: WebSocket;
  readonly #host: LinkHost;
  /** What the secret of its handshake allows. */
  readonly grant: Grant;
  #hello: Hello | AgentHello | null = null;
  #hasSaidGoodbye = false;
  #waiting = 0;
  /** Settles once the last report is answered; never rejects. */
  #answered: Promise<void> = Promise.resolve();
  /** Whether anything came since the last ping. */
  #isAnswering = true;
  #isClosing = false;

  constructor(socket: WebSocket, grant: Grant, host: LinkHost) {
    this.#socket = socket;
    this.grant = grant;
    this.#host = host;
    socket.on("pong", () => this.#hear());
    socket.on("ping", () => this.#hear());
  }

  /** Whether it has said who it is. */
  get isGreeted(): boolean {
    return this.#hello !== null;
  }

  /** The bot process that speaks; null before the hello, and for an agent. */
  get process(): Hello | null {
    return this.#hello === null || "role" in this.#hello ? null : this.#hello;
  }

  get role(): AudioPeer["role"] {
    return this.#hello !== null && "role" in this.#hello ? "agent" : "bot";
  }

  get boot(): string {
    return this.#hello?.boot ?? "";
  }

  /** Takes one frame; whatever is wrong with it is told to the peer. */
  async receive(data: unknown): Promise<void> {
    if (this.#isClosing) return;
    this.#hear();
    try {
      const frame = parseFrame(data);
      if (this.#hello === null) return this.#welcome(frame);
      this.grant.noteUse();
      if ("role" in this.#hello) return await this.#hearAgent(frame);
      const known = check<z.infer<typeof processFrameSchema>>(processFrameSchema, frame);
      if (known.type === "goodbye") return await this.#goodbye(this.#hello);
      if (known.type === "report") this.#answered = this.#report(this.#hello, known);
      else await this.#host.audio.hear(this, known);
    } catch (error) {
      this.#fault(error);
    }
  }

  /** Tells something about nodes. */
  send(frame: AudioServerFrame): void {
    this.#send(frame);
  }

  /** The socket is closed. */
  end(): void {
    if (this.#hello !== null) this.#host.audio.leave(this, this.#hasSaidGoodbye);
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

  /** Says why, and closes. */
  refuse(code: LinkErrorCode, message: string): void {
    this.#send({ type: "error", code, message });
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
    this.#send({ type: "welcome", protocol: LINK_PROTOCOL, seq, features: [...LINK_FEATURES] });
  }

  #greet(frame: unknown): number {
    const hello = check(helloSchema, frame);
    const seq = this.#host.greet(hello, this);
    this.#hello = hello;
    return seq;
  }

  #greetAgent(frame: unknown): number {
    const hello = check(agentHelloSchema, frame);
    this.#host.greetAgent(hello, this);
    this.#hello = hello;
    return -1;
  }

  async #hearAgent(frame: unknown): Promise<void> {
    const known = check<AgentLinkFrame>(agentLinkFrameSchema, frame);
    if (known.type !== "goodbye") return await this.#host.audio.hear(this, known);
    this.#hasSaidGoodbye = true;
    this.#send({ type: "goodbye" });
    this.close(1000, "goodbye");
  }

  /** A report that is wrong closes the link before another frame is looked at, though many came at once. */
  async #report(hello: Hello, report: LinkReport): Promise<void> {
    const { type: _, process, ...rest } = report;
    this.#waiting += 1;
    if (this.#waiting === MAX_WAITING_REPORTS) this.#socket.pause();
    try {
      const identity = { label: hello.label, versions: hello.versions };
      const outcome = await this.#host.report(hello, { ...rest, process: { ...identity, ...process } });
      this.#send({ type: "ack", seq: report.seq, outcome });
    } catch (error) {
      this.#fault(error, report.seq);
    } finally {
      if (this.#waiting === MAX_WAITING_REPORTS) this.#socket.resume();
      this.#waiting -= 1;
    }
  }

  async #goodbye(hello: Hello): Promise<void> {
    await Promise.all([this.#host.goodbye(hello), this.#answered]);
    this.#hasSaidGoodbye = true;
    this.#send({ type: "goodbye" });
    this.close(1000, "goodbye");
  }

  #fault(error: unknown, seq?: number): void {
    if (!(error instanceof AppError)) {
      this.#host.log.error({ err: error }, "a link failed on a bug");
      this.refuse("internal", "something broke here; it is in the server's log");
      return;
    }
    const { message, issues } = error;
    const code = linkErrorOf(error);
    this.#send({
      type: "error",
      code,
      message,
      ...(issues && { issues: [...issues] }),
      ...(seq !== undefined && { seq }),
    });
    if (code !== "history_unavailable") this.close(CLOSE_CODE_OF[code], code);
  }

  #send(frame: ServerFrame): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(JSON.stringify(frame));
    if (this.#socket.bufferedAmount > MAX_WAITING_BYTES) this.terminate();
  }
}

/** @throws AppError `invalid` */
const parseFrame = (data: unknown): unknown => {
  if (typeof data !== "string")
    throw new AppError("invalid", "send JSON as a text frame, not as a binary one");
  try {
    return JSON.parse(data);
  } catch (error) {
    throw new AppError("invalid", "each frame must be one JSON object", { cause: error });
  }
};

const isAgent = (frame: unknown): boolean =>
  typeof frame === "object" && frame !== null && "role" in frame && frame.role === "agent";

const protocolOf = (frame: unknown): number | undefined =>
  typeof frame === "object" && frame !== null && "protocol" in frame && typeof frame.protocol === "number"
    ? frame.protocol
    : undefined;

const linkErrorOf = (error: AppError): LinkErrorCode =>
  LINK_ERRORS.find((code) => code === error.code) ?? "internal";
