import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** What a load came to. */
export interface LoadResult {
  /** Requests that were answered within the time. */
  readonly answered: number;
  /** Time that passed, in seconds. */
  readonly seconds: number;
  /** How long each answer took, in ms. */
  readonly latenciesMs: readonly number[];
}

export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly durationMs: number;
  /** The next request of a connection, all its bytes; may be the same again and again. */
  readonly next: (connection: number) => Buffer;
  /** The status that every answer must have. */
  readonly status: number;
  /** Called for each answer, in the order of the requests of its connection. */
  readonly onAnswer?: (connection: number) => void;
}

const HEAD_END = Buffer.from("\r\n\r\n");

/** Length of the first whole answer in these bytes; 0 while it is not whole. Only bodies with a Content-Length. */
const answerLength = (bytes: Buffer): number => {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return 0;
  const head = bytes.toString("latin1", 0, headEnd);
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  const end = headEnd + HEAD_END.length + length;
  return bytes.length >= end ? end : 0;
};

/**
 * Sends requests over connections that stay open, each the next one as soon as it is answered. Written on bare
 * sockets so that the server is what is measured and not this.
 * @throws Error where an answer has another status, or a connection ends
 */
export const runLoad = async (load: Load): Promise<LoadResult> => {
  const { port, connections, durationMs, next, status, onAnswer } = load;
  const latenciesMs: number[] = [];
  const expected = `HTTP/1.1 ${status} `;
  const startedAt = performance.now();
  const endAt = startedAt + durationMs;
  const drive = async (connection: number): Promise<void> => {
    const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    await new Promise<void>((resolve, reject) => {
      let sentAt = performance.now();
      let rest: Buffer = Buffer.alloc(0);
      socket.on("data", (chunk: Buffer) => {
        rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        const length = answerLength(rest);
        if (length === 0) return;
        if (rest.toString("latin1", 0, expected.length) !== expected) {
          reject(new Error(`not ${status}: ${rest.toString("utf8", 0, length)}`));
          return;
        }
        rest = rest.subarray(length);
        const now = performance.now();
        latenciesMs.push(now - sentAt);
        onAnswer?.(connection);
        if (now >= endAt) {
          resolve();
          return;
        }
        sentAt = now;
        socket.write(next(connection));
      });
      socket.on("error", reject);
      socket.on("close", () => reject(new Error("the server closed the connection")));
      socket.write(next(connection));
    });
    socket.destroy();
  };
  await Promise.all(Array.from({ length: connections }, (_, connection) => drive(connection)));
  return { answered: latenciesMs.length, seconds: (performance.now() - startedAt) / 1_000, latenciesMs };
};
