import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { until } from "../../support/until.ts";
import { decodeFrames, type ToldFrame } from "./socket-frames.ts";

const PATIENCE_MS = 15_000;
const HEAD_END = "\r\n\r\n";
const CLOSE = 8;

/** A WebSocket over which any bytes can be sent. */
export interface SocketPeer {
  readonly socket: Socket;
  /** Every byte that came. */
  bytes(): Buffer;
  /** The whole frames that came. */
  frames(): readonly ToldFrame[];
  /** Whether the server has said goodbye, or cut the connection. */
  isOver(): boolean;
}

/** Shakes hands, and rejects where the server does not. */
export const dialSocket = async (port: number, path: string, headers = ""): Promise<SocketPeer> => {
  const socket = connect({ port, host: "127.0.0.1" });
  await once(socket, "connect");
  socket.on("error", () => {});
  const chunks: Buffer[] = [];
  let isCut = false;
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.once("close", () => {
    isCut = true;
  });
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${headers}\r\n`,
  );
  const bytes = () => Buffer.concat(chunks);
  const headEnd = () => bytes().indexOf(HEAD_END);
  await until("hands are shaken", () => headEnd() >= 0 || isCut, PATIENCE_MS);
  if (!bytes().toString("latin1").startsWith("HTTP/1.1 101 "))
    throw new Error(`no WebSocket: ${bytes().toString("latin1", 0, 500)}`);
  const frames = () => decodeFrames(bytes().subarray(headEnd() + HEAD_END.length));
  return { socket, bytes, frames, isOver: () => isCut || frames().some(({ opcode }) => opcode === CLOSE) };
};
