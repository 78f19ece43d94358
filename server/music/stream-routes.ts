import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { AppError } from "../errors.ts";
import { documented } from "../http/openapi.ts";
import type { Access } from "./access.ts";
import { sseOf } from "./encoded-word.ts";
import { STREAM_EXAMPLE } from "./examples.ts";
import { PLAYER } from "./parameters.ts";
import type { Teller } from "./watch.ts";
import type { Watching } from "./watching.ts";

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

/** The live stream of one player. Mounted ahead of any middleware that touches the answer: it writes to the socket itself. */
export const playerStreamRoutes = (deps: { access: Access; watching: Watching }) =>
  new Hono<{ Bindings: Partial<HttpBindings> }>().get(
    "/api/servers/:id/events",
    documented({
      tag: "music",
      summary: "Live stream of a player (SSE)",
      description:
        "`rights` and `snapshot` first; then what changes: `song_changed`, `queue_updated`, `volume_changed`, `loop_changed`, " +
        "`effect_changed`, `state_changed` and `position_changed`, each with the fields of the snapshot that are other now, and " +
        "`rev`; `away` when the bot goes, a `snapshot` and `back` when it comes back; `rights` when you may do other things; " +
        "`tick` every 5 s; `end` when you are signed out or may not see it any more. Who comes back gets a snapshot. At most 8 streams each. " +
        "Where several clusters serve the server, `?cluster=` names one.",
      parameters: PLAYER,
      answer: {
        description: "an endless text/event-stream",
        media: "text/event-stream",
        example: STREAM_EXAMPLE,
      },
      errors: [400, 401, 403, 404, 429, 503],
      isForPeople: true,
    }),
    async (c) => {
      const viewer = deps.access.viewer(c, "read");
      const guildId = deps.access.guild(c, viewer, "read");
      const { incoming, outgoing } = c.env;
      if (incoming === undefined || outgoing === undefined || c.req.method === "HEAD") {
        throw new AppError(
          "invalid",
          "this is a stream over plain HTTP; ask for it with GET, without Upgrade",
        );
      }
      const { socket } = incoming;
      if (streaming.has(socket)) throw new AppError("invalid", "this connection carries a stream already");
      const place = await deps.access.place(c, viewer, guildId);
      const watch = await deps.watching.join(viewer, place);
      if (socket.destroyed) {
        watch.end();
        return RESPONSE_ALREADY_SENT;
      }
      streaming.add(socket);
      socket.once("close", () => watch.end());
      // The stream lasts as long as its connection: pieces need no frames of their own.
      outgoing.removeHeader("Transfer-Encoding");
      outgoing.shouldKeepAlive = false;
      socket.cork();
      outgoing.writeHead(200, HEADERS);
      outgoing.write(`retry: ${RECONNECT_MS}\n\n`);
      watch.begin(tellerOn(outgoing));
      socket.uncork();
      return RESPONSE_ALREADY_SENT;
    },
  );

const tellerOn = (outgoing: HttpBindings["outgoing"]): Teller => {
  outgoing.on("error", () => outgoing.destroy());
  return {
    tell: (word) => {
      if (outgoing.destroyed || outgoing.writableEnded) return;
      outgoing.write(sseOf(word));
      if (outgoing.writableLength > MAX_WAITING_BYTES) outgoing.destroy();
    },
    end: () => outgoing.end(),
  };
};
