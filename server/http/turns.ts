import type { RequestListener, Server } from "node:http";

/** Requests that one connection may have waiting for their turn; whoever sends more is not waiting for answers. */
const MAX_WAITING = 100;

/**
 * Lets a request be looked at only once the answers to those before it on its connection are gone, and cuts a
 * connection with too many that wait. Node hands over all that came in one go: whoever sends a thousand requests at
 * once and reads nothing would have a thousand answers kept. It also keeps pushes in their order.
 */
export const takeTurns = (server: Server): void => {
  const listeners = server.listeners("request") as RequestListener[];
  const waiting = new WeakMap<object, number>();
  server.removeAllListeners("request");
  server.on("request", (incoming, outgoing) => {
    // An answer gets its socket when its turn comes.
    if (outgoing.socket !== null) {
      for (const listener of listeners) listener(incoming, outgoing);
      return;
    }
    const { socket } = incoming;
    const before = waiting.get(socket) ?? 0;
    if (before >= MAX_WAITING) {
      socket.destroy();
      return;
    }
    waiting.set(socket, before + 1);
    outgoing.once("socket", () => {
      waiting.set(socket, (waiting.get(socket) ?? 1) - 1);
      for (const listener of listeners) listener(incoming, outgoing);
    });
  });
};
