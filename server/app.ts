import { Hono } from "hono";
import { compress } from "hono/compress";
import type { ProcessVisibility } from "#protocol/process.ts";
import type { AudioNode } from "./audio/node.ts";
import { audioRoutes } from "./audio/routes.ts";
import type { AudioService } from "./audio/service.ts";
import type { MonotonicMs } from "./clock.ts";
import { AppError } from "./errors.ts";
import { snapshotRoutes, streamRoutes } from "./feed/routes.ts";
import type { FeedService } from "./feed/service.ts";
import { type GlanceFeed, glanceFeedRoutes } from "./glance/feed.ts";
import type { HotPushes } from "./glance/hot-pushes.ts";
import { glanceRoutes } from "./glance/routes.ts";
import type { AddressOf } from "./http/address.ts";
import { apiPage } from "./http/api-page.ts";
import { corsHeadersFor, publicReads } from "./http/cors.ts";
import { answerError } from "./http/errors.ts";
import type { Guard } from "./http/guard.ts";
import { healthRoutes } from "./http/health.ts";
import { openApiDocument } from "./http/openapi.ts";
import { plainPage } from "./http/plain-page.ts";
import type { StaffDoor } from "./http/staff.ts";
import { staticRoutes } from "./http/static.ts";
import type { ViewerGate } from "./http/viewer-gate.ts";
import { type KeyRoutesDeps, keyRoutes } from "./keys/routes.ts";
import { linkRoutes, processRoutes } from "./links/routes.ts";
import type { LinkService } from "./links/service.ts";
import type { Log } from "./log.ts";
import type { PageAssets } from "./page/assets.ts";
import type { Branding } from "./page/document.ts";
import { pageRoutes } from "./page/routes.ts";
import { pictureRoutes } from "./pictures/routes.ts";
import type { Pictures } from "./pictures/service.ts";
import { renewed } from "./sessions/renewal.ts";
import { sessionRoutes } from "./sessions/routes.ts";
import type { SessionService } from "./sessions/service.ts";
import { shardRoutes } from "./shards/routes.ts";
import type { ShardService } from "./shards/service.ts";

/** Everything that the routes work with. */
export interface AppParts {
  readonly shards: ShardService;
  readonly feed: FeedService;
  readonly glanceFeed: GlanceFeed;
  readonly hotPushes: HotPushes;
  readonly links: LinkService;
  readonly audio: AudioService;
  readonly sessions: SessionService;
  /** The agent that is linked for an audio node now. */
  readonly heardFrom: (node: AudioNode) => string | null;
  readonly areNodesPublic: boolean;
  /** Routes of players. */
  readonly players: Hono;
  readonly pictures: Pictures;
  readonly keys: KeyRoutesDeps;
  readonly gate: ViewerGate;
  readonly guard: Guard;
  readonly addressOf: AddressOf;
  readonly log: Log;
  readonly now: () => number;
  readonly monotonic: () => MonotonicMs;
  readonly isHistoryDegraded: () => boolean;
  readonly isStopping: () => boolean;
  readonly corsOrigins: readonly string[];
  readonly processesPublic: ProcessVisibility;
  readonly publicUrl: string | null;
  readonly branding: Branding;
  readonly assets: PageAssets;
  readonly files: { readonly webDistDir: string; readonly logoFile: string | null };
}

/** How staff who are signed in are let in. */
const staffDoor = (sessions: SessionService): StaffDoor => ({
  staffOf: (asked) => {
    const viewer = sessions.viewerOf(asked);
    return viewer?.isStaff ? { stands: () => viewer.isStaff } : null;
  },
  isFromOwnPage: (asked) => sessions.isFromOwnPage(asked),
});

/** Mounts each domain's routes. No effects of its own: tests call `app.request(...)`. */
export const createApp = (parts: AppParts) => {
  const { shards, feed, gate, guard, addressOf, log, now } = parts;
  const app = new Hono({ strict: false });
  app.onError((error, c) => answerError(error, c, log));
  app.notFound((c) =>
    answerError(new AppError("not_found", "there is nothing here; GET /api says what there is"), c, log),
  );

  if (log.isLevelEnabled("debug")) {
    app.use(async (c, next) => {
      const startedAt = performance.now();
      await next();
      // The route and not the path: a path may hold a server's ID.
      const tookMs = Math.round(performance.now() - startedAt);
      log.debug({ method: c.req.method, route: c.req.routePath, status: c.res.status, tookMs }, "request");
    });
  }
  app.use(async (c, next) => {
    c.header("X-Content-Type-Options", "nosniff");
    // What a route does not say otherwise is true now, for who asks: an error that a cache keeps goes on when all is well.
    if (c.req.method === "GET" || c.req.method === "HEAD") c.header("Cache-Control", "no-store");
    await next();
  });
  app.route("/", streamRoutes({ feed, gate, addressOf, corsHeaders: corsHeadersFor(parts.corsOrigins) }));
  app.route("/", linkRoutes({ links: parts.links, guard }));
  if (parts.corsOrigins.length > 0) app.use("/api/v1/*", publicReads(parts.corsOrigins));
  for (const path of ["/", "/find", "/servers/*", "/assets/*", "/api", "/api/v1/*"])
    app.get(path, compress());

  app.route("/", glanceRoutes({ shards, guard, hotPushes: parts.hotPushes }));
  app.route("/", glanceFeedRoutes({ feed: parts.glanceFeed, gate, addressOf }));
  app.route("/", shardRoutes({ shards, guard, now }));
  app.route("/", processRoutes({ links: parts.links, guard, visibility: parts.processesPublic }));
  app.route(
    "/",
    audioRoutes({
      audio: parts.audio,
      guard,
      door: staffDoor(parts.sessions),
      isPublic: parts.areNodesPublic,
      heardFrom: parts.heardFrom,
    }),
  );
  app.route(
    "/",
    sessionRoutes({
      sessions: parts.sessions,
      addressOf,
      page: plainPage({ assets: parts.assets, branding: parts.branding }),
      monotonic: parts.monotonic,
      panelPathOf: (guildId) => `/servers/${guildId}`,
    }),
  );
  app.route("/", parts.players);
  app.route("/", pictureRoutes({ pictures: parts.pictures, addressOf }));
  app.route("/", keyRoutes(parts.keys));
  app.route("/", snapshotRoutes({ feed }));
  app.route("/", healthRoutes(parts));
  app.get("/api/v1/openapi.json", openApiDocument(app, parts.publicUrl));
  app.get("/api", apiPage(app, parts.assets));
  app.route("/", staticRoutes(parts.files));
  app.get("/servers/*", renewed(parts.sessions));
  app.route(
    "/",
    pageRoutes({
      snapshot: () => feed.snapshot(),
      shard: (cluster, id) => shards.read.summary(shards.read.cluster(cluster), id),
      branding: parts.branding,
      assets: parts.assets,
      processes: parts.processesPublic,
      people: (asked) => ({
        hasSignIn: parts.sessions.desk !== null,
        viewer: parts.sessions.personToShow(asked),
      }),
      now,
    }),
  );
  return app;
};
