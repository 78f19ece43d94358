import type { ServerResponse } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import type { AddressOf } from "../http/address.ts";
import { documented } from "../http/openapi.ts";
import type { ViewerGate } from "../http/viewer-gate.ts";
import type { FeedService, Viewer } from "./service.ts";

/** A viewer with this much waiting for it does not keep up: it is dropped and may come back. */
const MAX_WAITING_BYTES = 512 * 1_024;
const RECONNECT_MS = 2_000;

const HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-store, no-transform",
  "X-Accel-Buffering": "no",
  "X-Content-Type-Options": "nosniff",
};

const seenId = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : null;

/** The live stream. Mounted ahead of any middleware that touches the answer: it writes to the socket itself. */
export const streamRoutes = (deps: {
  feed: FeedService;
  gate: ViewerGate;
  addressOf: AddressOf;
  corsHeaders: (origin: string | undefined) => Record<string, string>;
}) =>
  new Hono<{ Bindings: { outgoing?: ServerResponse } }>().get(
    "/api/v1/feed",
    documented({
      tag: "read",
      summary: "Live stream (SSE)",
      description:
        "Events `snapshot`, `frame` (at most ten a second) and `tick` (every 5 s). Resume with the header " +
        "`Last-Event-ID` or `?after=<id>`; what is too long ago gets a snapshot.",
      answer: { description: "an endless text/event-stream" },
      errors: [503],
    }),
    (c) => {
      const leave = deps.gate.enter(deps.addressOf(c));
      const lastSeenId = seenId(c.req.query("after")) ?? seenId(c.req.header("last-event-id"));
      const headers = deps.corsHeaders(c.req.header("origin"));
      openStream({ outgoing: c.env.outgoing, headers, onEnd: leave }, (viewer) =>
        deps.feed.join(viewer, lastSeenId),
      );
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
    (c) => c.json(deps.feed.snapshot(), 200, { "Cache-Control": "no-store" }),
  );

/**
 * Opens an SSE stream on Node's own response: Hono's streams cost three times the memory and swallow write errors.
 * The viewer is dropped when it does not keep up, and `onEnd` is called once, whatever way it goes.
 */
const openStream = (
  to: { outgoing: ServerResponse | undefined; headers: Record<string, string>; onEnd: () => void },
  subscribe: (viewer: Viewer) => () => void,
): void => {
  const { outgoing, onEnd } = to;
  if (outgoing === undefined) {
    onEnd();
    throw new Error("the feed needs a socket: serve it, app.request has none");
  }
  outgoing.writeHead(200, { ...HEADERS, ...to.headers });
  outgoing.write(`retry: ${RECONNECT_MS}\n\n`);
  let unsubscribe = () => {};
  outgoing.once("close", () => {
    unsubscribe();
    onEnd();
  });
  outgoing.on("error", () => outgoing.destroy());
  unsubscribe = subscribe({
    send: (bytes) => {
      if (outgoing.destroyed || outgoing.writableEnded) return;
      outgoing.write(bytes);
      if (outgoing.writableLength > MAX_WAITING_BYTES) outgoing.destroy();
    },
    end: () => outgoing.end(),
  });
  // It may have gone while the first bytes were written.
  if (outgoing.destroyed) unsubscribe();
};
