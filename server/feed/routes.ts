import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import type { AddressOf } from "../http/address.ts";
import { askedIn } from "../http/asked.ts";
import { EVENT_STREAM_HEADERS, streamConnection } from "../http/event-stream.ts";
import { documented } from "../http/openapi.ts";
import type { ViewerGate } from "../http/viewer-gate.ts";
import type { FeedService } from "./service.ts";

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
      const cors = deps.corsHeaders(c.req.header("origin"));
      if (c.req.method === "HEAD") return c.body(null, 200, { ...EVENT_STREAM_HEADERS, ...cors });
      const connection = streamConnection(c.env);
      connection.onClose(deps.gate.enter(deps.addressOf(askedIn(c))));
      const lastSeenId = seenId(c.req.query("after")) ?? seenId(c.req.header("last-event-id"));
      connection.open(cors, (stream) => connection.onClose(deps.feed.join(stream, lastSeenId)));
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
