import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";

/** Who answers what comes in. */
export interface Answers {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** The node's port, and the TCP connections to it. */
export class Port {
  readonly host: string;
  readonly #answers: Answers;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #number: number;

  /** Port 0: any free one, kept from then on. */
  constructor({ host, port }: { readonly host: string; readonly port: number }, answers: Answers) {
    this.host = host;
    this.#number = port;
    this.#answers = answers;
  }

  get number(): number {
    return this.#number;
  }

  async open(): Promise<void> {
    if (this.#server !== null) return;
    const server = createServer((request, response) => this.#answers.request(request, response));
    server.on("upgrade", (request, socket, head) => this.#answers.upgrade(request, socket, head));
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("error", () => socket.destroy());
    });
    server.listen(this.#number, this.host);
    await once(server, "listening");
    this.#server = server;
    this.#number = (server.address() as AddressInfo).port;
  }

  /** Leaves the port and destroys every connection without a goodbye. */
  async close(): Promise<void> {
    if (this.#server === null) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server = null;
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
