import { Hono } from "hono";
import { type CommandRoutesDeps, commandRoutes } from "./command-routes.ts";
import { type MusicRoutesDeps, musicReadRoutes } from "./read-routes.ts";
import { playerSocketRoutes } from "./socket-routes.ts";
import { playerStreamRoutes } from "./stream-routes.ts";

/** Players: look, steer, and hear of what changes. */
export const playerRoutes = (deps: MusicRoutesDeps & CommandRoutesDeps) =>
  new Hono()
    .route("/", playerStreamRoutes(deps))
    .route("/", playerSocketRoutes(deps))
    .route("/", musicReadRoutes(deps))
    .route("/", commandRoutes(deps));
