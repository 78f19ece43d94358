import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { Connection, type Ground } from "./connection.ts";

const HOST = "127.0.0.1";

/** The gateway's port and the connections on it. */
export class Gateway {
  readonly #webSockets = new WebSocketServer({ noServer: true });
  readonly #connections = new Set<Connection>();
  readonly #sockets = new Set<Socket>();
  readonly #ground: Ground;
  #server: Server | null = null;
  #port = 0;
  #isRefusing = false;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  get connections(): Iterable<Connection> {
    return this.#connections;
  }

  /** Listens; on the same port as before after `close`. */
  async open(): Promise<void> {
    const server = createServer((_, response) => response.writeHead(404).end());
    server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("error", () => socket.destroy());
    });
    server.listen(this.#port, HOST);
    await once(server, "listening");
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.#ground.url = `ws://${HOST}:${this.#port}/`;
  }

  /** Leaves the port and drops every connection. */
  async close(): Promise<void> {
    if (this.#server === null) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server = null;
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Whether every upgrade is answered with 503. */
  refuseUpgrades(isRefusing: boolean): void {
    this.#isRefusing = isRefusing;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#isRefusing) {
      socket.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new Connection(webSocket, this.#ground);
      this.#connections.add(connection);
      webSocket.on("close", () => this.#connections.delete(connection));
    });
  }
}
