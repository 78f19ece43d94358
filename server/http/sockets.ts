import type { WebSocketServerLike } from "@hono/node-server";
import { WebSocketServer } from "ws";
import { LINK_PATH, MAX_LINK_FRAME_BYTES } from "#protocol/link.ts";

/** Viewers say little: a command at most, whose longest field is a link. */
const MAX_VIEWER_MESSAGE_BYTES = 4_096;

/** A peer that is told to go and does not is cut after this. */
const CLOSE_PATIENCE_MS = 5_000;

const options = { noServer: true, perMessageDeflate: false, closeTimeout: CLOSE_PATIENCE_MS } as const;

/** Does the WebSocket handshakes: only on the bots' link, whose guard has let them in, frames may be large. */
class SocketServer extends WebSocketServer {
  readonly #links = new WebSocketServer({ ...options, maxPayload: MAX_LINK_FRAME_BYTES });

  override handleUpgrade(...handshake: Parameters<WebSocketServer["handleUpgrade"]>): void {
    const [request] = handshake;
    const path = (request.url ?? "").split("?", 1)[0];
    if (path === LINK_PATH) this.#links.handleUpgrade(...handshake);
    else super.handleUpgrade(...handshake);
  }
}

/** `ws` does all that the adapter's looser type asks for: it was written against it. */
export const createSocketServer = (): WebSocketServerLike =>
  new SocketServer({ ...options, maxPayload: MAX_VIEWER_MESSAGE_BYTES }) as unknown as WebSocketServerLike;
