import { connect, type Socket } from "node:net";
import type { SseEvent } from "../support/sse.ts";
import type { Histogram } from "./histogram.ts";
import type { Piece, ToldFeed } from "./told-feed.ts";

const HEAD_END = Buffer.from("\r\n\r\n");
const NOTHING = Buffer.alloc(0);
/** All sockets read into this one, as each read is dealt with before the next. */
const READ = Buffer.alloc(256 * 1_024);

/** What many viewers share. */
export interface Audience {
  readonly port: number;
  readonly told: ToldFeed;
  /** Where times from a push to a viewer are counted; null where they are not. */
  readonly latencies: () => Histogram | null;
}

const parse = (text: string): SseEvent | undefined => {
  const data = /^data: (.*)$/m.exec(text)?.[1];
  if (data === undefined) return undefined;
  const id = /^id: (\d+)$/m.exec(text)?.[1];
  const event = /^event: (\w+)$/m.exec(text)?.[1] ?? "message";
  return { id: id === undefined ? null : Number(id), event, data, receivedAt: performance.now() };
};

const standsAt = (bytes: Buffer, piece: Piece | null | undefined, at: number): piece is Piece => {
  if (piece === null || piece === undefined || bytes.length - at < piece.bytes.length) return false;
  return bytes.compare(piece.bytes, 0, piece.bytes.length, at, at + piece.bytes.length) === 0;
};

/**
 * One viewer of the feed on a bare socket, as cheap as can be: it compares what comes with what others were told
 * already and parses only what is new.
 */
export class Viewer {
  readonly #audience: Audience;
  readonly #socket: Socket;
  #rest: Buffer = NOTHING;
  #hasHead = false;
  #isChunked = false;
  #lastId: number;
  #hasJoined = false;
  #hasSnapshot = false;
  #ready: () => void = () => {};
  #failed: (error: Error) => void = () => {};
  #fault: Error | null = null;
  #isLeaving = false;
  /** Resolves once it has its snapshot, or all that it missed; rejects where it is refused or cut before. */
  readonly joined: Promise<void>;

  /** @param lastId the last frame that it has; 0 for a new viewer */
  constructor(audience: Audience, lastId = 0) {
    this.#audience = audience;
    this.#lastId = lastId;
    this.joined = new Promise((resolve, reject) => {
      this.#ready = resolve;
      this.#failed = reject;
    });
    this.joined.catch(() => {});
    const { port } = audience;
    const onread = { buffer: READ, callback: (length: number) => this.#read(length) };
    this.#socket = connect({ port, host: "127.0.0.1", onread });
    const resume = lastId === 0 ? "" : `Last-Event-ID: ${lastId}\r\n`;
    this.#socket.write(`GET /api/v1/feed HTTP/1.1\r\nHost: 127.0.0.1\r\n${resume}\r\n`);
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => {
      if (!this.#isLeaving) this.#fail(new Error("the server cut a viewer"));
    });
  }

  get lastId(): number {
    return this.#lastId;
  }

  /** Whether it was given a snapshot, and not only what it missed. */
  get hasSnapshot(): boolean {
    return this.#hasSnapshot;
  }

  /** What went wrong with it, if anything. */
  get fault(): Error | null {
    return this.#fault;
  }

  leave(): void {
    this.#isLeaving = true;
    this.#socket.destroy();
  }

  #fail(error: Error): void {
    this.#fault ??= error;
    this.#failed(error);
    this.leave();
  }

  #read(length: number): boolean {
    const came = READ.subarray(0, length);
    const bytes = this.#rest.length === 0 ? came : Buffer.concat([this.#rest, came]);
    try {
      const taken = this.#hasHead ? this.#take(bytes, 0) : this.#takeHead(bytes);
      this.#rest = taken === bytes.length ? NOTHING : Buffer.from(bytes.subarray(taken));
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
    return true;
  }

  #takeHead(bytes: Buffer): number {
    const end = bytes.indexOf(HEAD_END);
    if (end === -1) return 0;
    const head = bytes.toString("latin1", 0, end);
    if (!head.startsWith("HTTP/1.1 200 ")) throw new Error(`refused: ${bytes.toString("latin1")}`);
    this.#hasHead = true;
    this.#isChunked = /^transfer-encoding: chunked$/im.test(head);
    return this.#take(bytes, end + HEAD_END.length);
  }

  #take(bytes: Buffer, from: number): number {
    let at = from;
    while (at < bytes.length) {
      const candidates = this.#audience.told.next(this.#lastId);
      const known = candidates.find((piece) => standsAt(bytes, piece, at));
      const piece = known ?? this.#learn(bytes, at);
      if (piece === null) break;
      at += piece.bytes.length;
      this.#accept(piece);
    }
    return at;
  }

  /** The piece that stands there, with the words of HTTP around it; null while it is not whole. */
  #learn(bytes: Buffer, at: number): Piece | null {
    let start = at;
    let end = bytes.indexOf("\n\n", at) + 2;
    if (this.#isChunked) {
      start = bytes.indexOf("\r\n", at) + 2;
      if (start === 1) return null;
      end = start + Number.parseInt(bytes.toString("latin1", at, start), 16) + 2;
    }
    if (end === 1 || end > bytes.length) return null;
    const event = parse(bytes.toString("utf8", start, end));
    const own = Buffer.from(bytes.subarray(at, end));
    if (event !== undefined) return this.#audience.told.learn(own, event);
    return { bytes: own, event: EMPTY, changes: [], pushedAt: [] };
  }

  #accept({ event, pushedAt }: Piece): void {
    if (event === EMPTY) return;
    if (event.event === "frame") {
      if (event.id !== this.#lastId + 1) throw new Error(`frame ${event.id} came after ${this.#lastId}`);
      this.#lastId = event.id;
      const latencies = this.#audience.latencies();
      if (latencies === null || pushedAt.length === 0) return;
      const now = performance.now();
      for (const at of pushedAt) latencies.add(now - at);
      return;
    }
    if (event.event === "snapshot") {
      this.#hasSnapshot = true;
      this.#lastId = event.id ?? 0;
    } else if (event.event !== "tick") throw new Error(`an unknown event came: ${event.event}`);
    if (this.#hasJoined) return;
    if (this.#lastId === 0) throw new Error("a tick came before the snapshot");
    this.#hasJoined = true;
    this.#ready();
  }
}

/** A piece that holds no event, such as the time after which to come back. */
const EMPTY: SseEvent = { id: null, event: "", data: "", receivedAt: 0 };
