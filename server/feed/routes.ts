import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { AppError } from "../errors.ts";
import type { AddressOf } from "../http/address.ts";
import { askedIn } from "../http/asked.ts";
import { documented } from "../http/openapi.ts";
import type { ViewerGate } from "../http/viewer-gate.ts";
import type { Viewer } from "./fan-out.ts";
import type { FeedService } from "./service.ts";

/** A viewer with this much waiting for it does not keep up: it is dropped and may come back. */
const MAX_WAITING_BYTES = 512 * 1_024;
const RECONNECT_MS = 2_000;

const HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-store, no-transform",
  "X-Accel-Buffering": "no",
  "X-Content-Type-Options": "nosniff",
};

/** Connections that carry a stream; it never ends, so that nothing after it on the same one would be answered. */
const streaming = new WeakSet<object>();

const seenId = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : null;

/** The live stream. Mounted ahead of any middleware that touches the answer: it writes to the socket itself. */
export const streamRoutes = (deps: {
  feed: FeedService;
  gate: ViewerGate;
  addressOf: AddressOf;
  corsHeaders: (origin: string | undefined) => Record<string, string>;
}) =>
  new Hono<{ Bindings: Partial<HttpBindings> }>().get(
    "/api/v1/feed",
    documented({
      tag: "read",
      summary: "Live stream (SSE)",
      description:
        "Events `snapshot`, `frame` (at most ten a second) and `tick` (every 5 s where there are no frames). Resume with the header " +
        "`Last-Event-ID` or `?after=<id>`; what is too long ago gets a snapshot.",
      answer: { description: "an endless text/event-stream" },
      errors: [503],
    }),
    (c) => {
      const headers = { ...HEADERS, ...deps.corsHeaders(c.req.header("origin")) };
      if (c.req.method === "HEAD") return c.body(null, 200, headers);
      const { incoming, outgoing } = c.env;
      if (incoming === undefined || outgoing === undefined) {
        throw new AppError("invalid", "the feed is a stream over plain HTTP; ask for it without Upgrade");
      }
      const { socket } = incoming;
      if (streaming.has(socket)) throw new AppError("invalid", "this connection carries a stream already");
      const leave = deps.gate.enter(deps.addressOf(askedIn(c)));
      streaming.add(socket);
      // An answer that waits behind another on its connection tells nothing of its own end; the socket does.
      socket.once("close", leave);
      const lastSeenId = seenId(c.req.query("after")) ?? seenId(c.req.header("last-event-id"));
      // The stream lasts as long as its connection: pieces need no frames of their own, which cost as much as they hold.
      outgoing.removeHeader("Transfer-Encoding");
      // All that it gets at once is one write.
      socket.cork();
      outgoing.writeHead(200, headers);
      outgoing.write(`retry: ${RECONNECT_MS}\n\n`);
      const unsubscribe = deps.feed.join(viewerOn(outgoing), lastSeenId);
      socket.uncork();
      socket.once("close", unsubscribe);
      return RESPONSE_ALREADY_SENT;
    },
  );

/** The same facts for those who poll. */
export const snapshotRoutes = (deps: { feed: FeedService }) =>
  new Hono().get(
    "/api/v1/snapshot",
    documented({
      tag: "read",
      summary: "All states at once",
      description: "The same as the feed's event `snapshot`, for those who poll.",
      answer: { description: "run lengths of states per cluster, and totals" },
    }),
    (c) => c.body(deps.feed.snapshotText(), 200, { "Content-Type": "application/json" }),
  );

type NodeResponse = HttpBindings["outgoing"];

/**
 * Writes to Node's own response: Hono's streams cost three times the memory and swallow write errors. A viewer that
 * does not keep up is dropped.
 */
const viewerOn = (outgoing: NodeResponse): Viewer => {
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
    end: () => outgoing.end(),
  };
};
