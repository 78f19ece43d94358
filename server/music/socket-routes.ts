import { type HttpBindings, upgradeWebSocket } from "@hono/node-server";
import { Hono } from "hono";
import type { WebSocket } from "ws";
import { documented } from "../http/openapi.ts";
import type { Viewer } from "../sessions/viewer.ts";
import type { CommandRoutesDeps } from "./command-routes.ts";
import { PLAYER } from "./parameters.ts";
import { PlayerSocket } from "./player-socket.ts";
import type { Place } from "./service.ts";
import type { Watch } from "./watch.ts";

interface Joined {
  readonly viewer: Viewer;
  readonly place: Place;
  readonly watch: Watch;
  /** @throws AppError `forbidden` where they may only look, or not from there */
  readonly assertMayWrite: () => void;
}

/** The same for programs: what happens comes down, and commands go up. */
export const playerSocketRoutes = (deps: CommandRoutesDeps) =>
  new Hono<{ Bindings: HttpBindings; Variables: { joined: Joined } }>().get(
    "/ws/:id",
    documented({
      tag: "music",
      summary: "A player's live stream, with commands up (WebSocket)",
      description:
        'Down: `{"event","seq","data"}`, the events of `GET /api/servers/:id/events`, and `result` or `error` for each command. Up: ' +
        '`{"action":"skip","id":"…"}` with the fields of the command. With a cookie the `Origin` has to be this server\'s own. ' +
        "It is closed with 4401 when you are signed out, with 4403 when you may not see it any more.",
      parameters: PLAYER,
      answer: { status: 101, description: "a WebSocket from here on" },
      errors: [400, 401, 403, 404, 429, 503],
      isForPeople: true,
    }),
    async (c, next) => {
      const { access, watching } = deps;
      const viewer = access.viewer(c, "read");
      if (viewer.kind === "session") access.assertOwnPage(c);
      const guildId = access.guild(c, viewer, "read");
      if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
        const message = "this is a WebSocket; over HTTP use GET /api/servers/:id/events";
        return c.json({ error: { code: "invalid", message } }, 426, { Upgrade: "websocket" });
      }
      const place = await access.place(c, viewer, guildId);
      const watch = await watching.join(viewer, place);
      const assertMayWrite = () => {
        access.viewer(c, "write");
        access.guild(c, viewer, "write");
      };
      // Whether the handshake ends well or not, the viewer is gone when its connection is.
      const wire = c.env.incoming.socket;
      if (wire.destroyed) watch.end();
      wire.once("close", () => watch.end());
      c.set("joined", { viewer, place, watch, assertMayWrite });
      return next();
    },
    upgradeWebSocket((c) => {
      const { viewer, place, watch, assertMayWrite }: Joined = c.get("joined");
      let player: PlayerSocket | undefined;
      return {
        onOpen: (_, { raw }) => {
          if (raw === undefined) return;
          player = new PlayerSocket(raw as WebSocket, { deps, viewer, place, assertMayWrite });
          watch.begin(player);
        },
        onMessage: ({ data }) => void player?.receive(data),
      };
    }),
  );
