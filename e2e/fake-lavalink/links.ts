import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { authorizationOf, versionHeaders } from "./dialect.ts";
import type { Ground } from "./ground.ts";
import type { Session } from "./session.ts";
import { statsFrameOf } from "./stats.ts";

const header = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** The WebSockets of bots: they are told, and never listened to. */
export class Links {
  readonly #ground: Ground;
  readonly #webSockets = new WebSocketServer({ noServer: true });
  readonly #statsTimers = new Map<Session, NodeJS.Timeout>();

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#webSockets.on("headers", (headers: string[], request: IncomingMessage) => {
      for (const [name, value] of Object.entries(versionHeaders(ground.kind)))
        headers.push(`${name}: ${value}`);
      if (ground.kind === "lavalink")
        headers.push(`Session-Resumed: ${this.#resumable(request) !== undefined}`);
    });
  }

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { gate, seen } = this.#ground;
    await gate.pass();
    if (socket.destroyed) return;
    const status = this.#refusalOf(request);
    if (status === null) {
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket, request));
      return;
    }
    if (status === 401) seen.refusals += 1;
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    );
  }

  /** Every bot is told now how the node is doing. */
  tellStats(): void {
    for (const session of this.#ground.sessions) session.send(statsFrameOf(this.#ground));
  }

  /** Each socket ends without a close frame; sessions live on as far as they may be resumed. */
  cut(): void {
    for (const { socket } of this.#ground.sessions) socket?.terminate();
  }

  /** Close frame to everyone; NodeLink just goes. Resolves when all are gone. */
  async sayGoodbye(): Promise<void> {
    if (this.#ground.kind === "nodelink") return;
    const sockets = [...this.#ground.sessions].flatMap(({ socket }) => socket ?? []);
    await Promise.all(
      sockets.map((socket) => {
        const closed = new Promise((resolve) => socket.once("close", resolve));
        socket.close(1_001);
        return closed;
      }),
    );
  }

  #refusalOf(request: IncomingMessage): number | null {
    if (request.url?.split("?")[0] !== "/v4/websocket") return 404;
    if (authorizationOf(this.#ground, header(request, "authorization")) !== "right") return 401;
    return /^0*[1-9]\d*$/.test(header(request, "user-id") ?? "") ? null : 400;
  }

  #resumable(request: IncomingMessage): Session | undefined {
    return this.#ground.sessions.resumable(header(request, "session-id"));
  }

  #open(socket: WebSocket, request: IncomingMessage): void {
    const { sessions, seen, statsEveryMs } = this.#ground;
    const resumed = this.#resumable(request);
    const session = resumed ?? sessions.open(header(request, "user-id") ?? "");
    if (resumed === undefined) seen.links += 1;
    else seen.resumes += 1;
    socket.on("error", () => socket.terminate());
    socket.on("close", () => this.#lose(session));
    session.attach(socket, resumed !== undefined);
    session.send(statsFrameOf(this.#ground));
    const timer = setInterval(() => session.send(statsFrameOf(this.#ground)), statsEveryMs);
    timer.unref();
    this.#statsTimers.set(session, timer);
  }

  #lose(session: Session): void {
    clearInterval(this.#statsTimers.get(session));
    this.#statsTimers.delete(session);
    const { sessions } = this.#ground;
    if (session.isResuming) session.detach(() => sessions.end(session));
    else sessions.end(session);
  }
}
