import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";

/** Headers of a change of protocol; the rest of the request stands without them. */
const OF_UPGRADE = new Set(["connection", "upgrade", "http2-settings"]);

/** What the adapter makes its request's address of. */
const addressOf = ({ url = "/", headers: { host = "localhost" } }: IncomingMessage): string =>
  url.startsWith("/") ? `http://${host}${url}` : url;

/** The request as it would have come without the wish for another protocol. */
const withoutUpgrade = ({ method, url, rawHeaders }: IncomingMessage): Buffer => {
  const lines = [`${method} ${url} HTTP/1.1`, "Connection: close"];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (!OF_UPGRADE.has(rawHeaders[at]?.toLowerCase() ?? ""))
      lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  }
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
};

/**
 * Stands before whoever does the WebSocket handshakes. Node hands over the bare socket of every request that wishes
 * for any other protocol, and looks after it no longer: here each one ends in time. A wish for a protocol that is
 * not spoken here is passed over, as RFC 9110 (7.8) has it: Java's HttpClient wishes for h2c with each first request.
 */
export const tameUpgrades = (server: Server, patienceMs: number): void => {
  const shakeHands = server.listeners("upgrade") as ((
    ...upgrade: [IncomingMessage, Socket, Buffer]
  ) => void)[];
  server.removeAllListeners("upgrade");
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== "websocket") {
      socket.unshift(Buffer.concat([withoutUpgrade(request), head]));
      server.emit("connection", socket);
      return;
    }
    // `ws` takes the time limit away once the hands are shaken.
    socket.setTimeout(patienceMs, () => socket.destroy());
    if (!URL.canParse(addressOf(request))) {
      socket.on("error", () => {});
      socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    for (const shake of shakeHands) shake(request, socket, head);
  });
};
