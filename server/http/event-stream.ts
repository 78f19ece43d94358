import type { HttpBindings } from "@hono/node-server";
import { AppError } from "../errors.ts";

/** A viewer with this much waiting for it does not keep up, over SSE or a WebSocket: it is dropped and may come back. */
export const MAX_WAITING_BYTES = 512 * 1_024;
const RECONNECT_MS = 2_000;

/** What every answer that is such a stream has in its head. */
export const EVENT_STREAM_HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-store, no-transform",
  "X-Accel-Buffering": "no",
  "X-Content-Type-Options": "nosniff",
};

/** A stream of server-sent events that is open. */
export interface EventStream {
  send(bytes: string | Uint8Array): void;
  end(): void;
}

/** A connection that may become one. */
export interface StreamConnection {
  /** Whoever asked is gone. */
  readonly isGone: boolean;
  /** Calls back when the connection ends: an answer that waits behind another tells nothing of its own end. */
  onClose(callback: () => void): void;
  /**
   * Begins to answer; what `first` sends goes out with the head in one write.
   * @throws AppError `invalid` where the connection carries a stream already
   */
  open(headers: Readonly<Record<string, string>>, first: (stream: EventStream) => void): void;
}

/** Connections that carry a stream; it never ends, so that nothing after it on the same one would be answered. */
const streaming = new WeakSet<object>();

/** The connection of a request for a stream. @throws AppError `invalid` where it can carry none */
export const streamConnection = ({ incoming, outgoing }: Partial<HttpBindings>): StreamConnection => {
  if (incoming === undefined || outgoing === undefined)
    throw new AppError("invalid", "this is a stream over plain HTTP; ask for it with GET, without Upgrade");
  const { socket } = incoming;
  const assertFree = () => {
    if (streaming.has(socket)) throw new AppError("invalid", "this connection carries a stream already");
  };
  assertFree();
  return {
    get isGone() {
      return socket.destroyed;
    },
    onClose: (callback) => void socket.once("close", callback),
    open: (headers, first) => {
      assertFree();
      streaming.add(socket);
      // The stream lasts as long as its connection: pieces need no frames of their own, which cost as much as they hold.
      outgoing.removeHeader("Transfer-Encoding");
      outgoing.shouldKeepAlive = false;
      socket.cork();
      outgoing.writeHead(200, { ...EVENT_STREAM_HEADERS, ...headers });
      outgoing.write(`retry: ${RECONNECT_MS}\n\n`);
      first(eventStreamOn(outgoing));
      socket.uncork();
    },
  };
};

/** Writes to Node's own response: Hono's streams cost three times the memory and swallow write errors. */
const eventStreamOn = (outgoing: HttpBindings["outgoing"]): EventStream => {
  outgoing.on("error", () => outgoing.destroy());
  return {
    send: (bytes) => {
      if (outgoing.destroyed || outgoing.writableEnded) return;
      // Node would gather what is written to all viewers, and do it in one go when the turn is over.
      const { socket } = outgoing;
      socket?.cork();
      outgoing.write(bytes);
      socket?.uncork();
      if (outgoing.writableLength > MAX_WAITING_BYTES) outgoing.destroy();
    },
    end: () => void outgoing.end(),
  };
};
