import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { AppError } from "../errors.ts";
import { streamConnection } from "../http/event-stream.ts";
import { documented } from "../http/openapi.ts";
import type { Access } from "./access.ts";
import { sseOf } from "./encoded-word.ts";
import { STREAM_EXAMPLE } from "./examples.ts";
import { PLAYER } from "./parameters.ts";
import type { Watching } from "./watching.ts";

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
      if (c.req.method === "HEAD") throw new AppError("invalid", "this is a stream: ask for it with GET");
      const connection = streamConnection(c.env);
      const place = await deps.access.place(c, viewer, guildId);
      const watch = await deps.watching.join(viewer, place);
      if (connection.isGone) {
        watch.end();
        return RESPONSE_ALREADY_SENT;
      }
      connection.onClose(() => watch.end());
      connection.open({}, ({ send, end }) => watch.begin({ tell: (word) => send(sseOf(word)), end }));
      return RESPONSE_ALREADY_SENT;
    },
  );
