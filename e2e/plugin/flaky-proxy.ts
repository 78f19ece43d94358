import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What the way to a server does to what passes. */
export type Weather =
  | { readonly kind: "clear" }
  /** Each piece arrives that much later, in both directions. */
  | { readonly kind: "slow"; readonly delayMs: number }
  /** Every request is answered with this status. */
  | { readonly kind: "answers"; readonly status: number }
  /** Connections open, and nothing is ever answered. */
  | { readonly kind: "silent" };

/** A way to a real server that can turn bad. */
export interface FlakyProxy {
  readonly url: string;
  /** Connections so far. */
  readonly dials: number;
  /** Changes the weather and drops every connection. */
  turn(weather: Weather): void;
  /** What is connected now carries nothing more, and nothing closes: a peer whose address changed silently. */
  freeze(): void;
  close(): Promise<void>;
}

/** Opens such a way on a free port of 127.0.0.1. */
export const openFlakyProxy = async (targetPort: number): Promise<FlakyProxy> => {
  const sockets = new Set<Socket>();
  const frozen = new WeakSet<Socket>();
  let weather: Weather = { kind: "clear" };
  let dials = 0;

  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  };
  const carry = (from: Socket, to: Socket, delayMs: number) => {
    const later = (act: () => void) => (delayMs === 0 ? act() : setTimeout(act, delayMs).unref());
    from.on("data", (chunk) => later(() => to.writable && !frozen.has(from) && to.write(chunk)));
    from.on("close", () => later(() => !frozen.has(from) && to.destroy()));
  };
  const server = createServer((socket) => {
    dials += 1;
    keep(socket);
    if (weather.kind === "silent") return;
    if (weather.kind === "answers") {
      const { status } = weather;
      socket.once("data", () =>
        socket.end(`HTTP/1.1 ${status} Bad\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`),
      );
      return;
    }
    const target = connect(targetPort, "127.0.0.1");
    keep(target);
    const delayMs = weather.kind === "slow" ? weather.delayMs : 0;
    carry(socket, target, delayMs);
    carry(target, socket, delayMs);
  });
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get dials() {
      return dials;
    },
    turn: (next) => {
      weather = next;
      drop();
    },
    freeze: () => {
      for (const socket of sockets) frozen.add(socket);
    },
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      drop();
      await closed;
    },
  };
};
