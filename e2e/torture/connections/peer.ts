import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A bare connection to the server that does as it likes. */
export interface Peer {
  readonly socket: Socket;
  /** All that came so far. */
  text(): string;
  /** Resolves once the server has closed, or cut, the connection. */
  readonly ended: Promise<void>;
}

/** Connects and never closes its own half by itself. */
export const openPeer = async (port: number, localAddress = "127.0.0.1"): Promise<Peer> => {
  const socket = connect({ port, host: "127.0.0.1", localAddress, allowHalfOpen: true });
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
  });
  const ended = new Promise<void>((resolve) => {
    socket.once("end", resolve);
    socket.once("close", () => resolve());
  });
  const failed = once(socket, "error").then(([error]) => Promise.reject(error));
  failed.catch(() => {});
  await Promise.race([once(socket, "connect"), failed]);
  return { socket, text: () => text, ended };
};

/** Many at once, in handfuls, so that the queue of connections to accept does not run over. */
export const openPeers = async (port: number, count: number): Promise<readonly Peer[]> => {
  const peers: Peer[] = [];
  while (peers.length < count) {
    const handful = Math.min(200, count - peers.length);
    peers.push(...(await Promise.all(Array.from({ length: handful }, () => openPeer(port)))));
  }
  return peers;
};

export const closePeers = (peers: Iterable<Peer>): void => {
  for (const { socket } of peers) socket.destroy();
};
