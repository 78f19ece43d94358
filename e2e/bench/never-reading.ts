import { once } from "node:events";
import { connect, type Socket } from "node:net";

const JOINING_AT_ONCE = 100;

/** Asks for the stream and never reads from its socket. */
const openOne = async (port: number): Promise<Socket> => {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.pause();
  await once(socket, "connect");
  // The server may cut it at any time, and is meant to.
  socket.on("error", () => {});
  socket.write("GET /api/v1/feed HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  return socket;
};

/** Opens so many viewers that never read, some at a time; the result ends them all. */
export const openNeverReading = async (port: number, count: number): Promise<() => void> => {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const next = Math.min(JOINING_AT_ONCE, count - sockets.length);
    sockets.push(...(await Promise.all(Array.from({ length: next }, () => openOne(port)))));
  }
  return () => {
    for (const socket of sockets) socket.destroy();
  };
};
