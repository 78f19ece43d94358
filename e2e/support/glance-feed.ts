import WebSocket from "ws";
import { Inbox } from "./inbox.ts";

/** A message of Glance's feed, not checked. */
export interface GlanceMessage {
  readonly op: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A connection to Glance's feed. */
export interface GlanceViewer {
  readonly messages: readonly GlanceMessage[];
  readonly next: Inbox<GlanceMessage>["next"];
  /** Resolves with the code with which the connection was closed. */
  readonly closed: Promise<number>;
  close(): void;
}

/** Connects to `/api/feed`; rejects where the handshake is refused, with the status in the message. */
export const openGlanceFeed = (base: string, path = "/api/feed"): Promise<GlanceViewer> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(base.replace(/^http/, "ws").replace(/\/$/, "") + path);
    const inbox = new Inbox<GlanceMessage>();
    const closed = new Promise<number>((tell) => socket.on("close", tell));
    socket.on("error", reject);
    socket.on("message", (data, isBinary) =>
      inbox.push(isBinary ? { op: "not a text frame", payload: {} } : JSON.parse(String(data))),
    );
    socket.on("close", () => inbox.end());
    socket.on("open", () =>
      resolve({
        messages: inbox.items,
        next: (fits, patienceMs) => inbox.next(fits, patienceMs),
        closed,
        close: () => socket.terminate(),
      }),
    );
  });
