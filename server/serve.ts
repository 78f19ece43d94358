import { once } from "node:events";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { assemble } from "./assemble.ts";
import { createProbe } from "./audio/probe.ts";
import { systemClock } from "./clock.ts";
import { type Config, ConfigError } from "./config.ts";
import { openSound } from "./db/sound.ts";
import type { HotPushes } from "./glance/hot-pushes.ts";
import { limitConnections, outliveAcceptFaults, serverOptions } from "./http/limits.ts";
import { createOutgoing } from "./http/outgoing.ts";
import { isReachable } from "./http/reach.ts";
import { createSocketServer } from "./http/sockets.ts";
import { takeTurns } from "./http/turns.ts";
import { tameUpgrades } from "./http/upgrades.ts";
import type { Log } from "./log.ts";
import { readPageAssets } from "./page/assets.ts";

/** A stop waits this long for answers under way. */
const STOP_PATIENCE_MS = 3_000;
const CLOSE_IDLE_EVERY_MS = 50;

/** A running server. */
export interface RunningServer {
  /** Ends the feeds, answers what is under way, keeps what waits, and closes. */
  stop(): Promise<void>;
}

/**
 * Puts all parts together and listens.
 * @throws ConfigError where it cannot listen; Error where the page is not built
 */
export const serveShardlight = async (parts: {
  readonly config: Config;
  readonly log: Log;
  readonly webDistDir: string;
  readonly migrationsDir: string;
}): Promise<RunningServer> => {
  const { config, log, webDistDir, migrationsDir } = parts;
  const shardlight = assemble({
    config,
    log,
    clock: systemClock,
    open: (patienceMs, trust) =>
      openSound(config.databasePath, { sync: config.databaseSync, migrationsDir, patienceMs, log }, trust),
    assets: readPageAssets(webDistDir),
    webDistDir,
    fetch,
    probe: createProbe(createOutgoing({ isAllowed: isReachable })),
  });
  // Node's own http server, as no createServer option is given.
  const server = createAdaptorServer({
    fetch: shardlight.app.fetch,
    websocket: { server: createSocketServer() },
    serverOptions: serverOptions(config.connections),
  }) as Server;
  limitConnections(server, config.connections, log);
  tameUpgrades(server, config.connections.headersTimeoutMs);
  // Whoever wants to see each request in the log gets to see each.
  if (!log.isLevelEnabled("debug")) standBefore(server, shardlight.hotPushes);
  takeTurns(server);

  shardlight.start();
  const url = await listen(server, config);
  outliveAcceptFaults(server, log);
  const clusters = config.clusters.map(({ name, shardCount }) => `${name}:${shardCount}`).join(";");
  log.info({ url, clusters }, `listening on ${url}`);

  return {
    stop: async () => {
      const closed = once(server, "close");
      // A bot that keeps its connection must go elsewhere with its next push.
      server.prependListener("request", (_, answer) => answer.setHeader("Connection", "close"));
      server.close();
      shardlight.endFeeds();
      const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
      const cancel = systemClock.after(STOP_PATIENCE_MS, () => server.closeAllConnections());
      await closed;
      clearInterval(idle);
      cancel();
      await shardlight.close();
    },
  };
};

/** Lets hot pushes be answered ahead of the routes. */
const standBefore = (server: Server, hotPushes: HotPushes): void => {
  const routes = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  server.on("request", (incoming, outgoing) => {
    if (hotPushes.take(incoming, outgoing)) return;
    for (const route of routes) route(incoming, outgoing);
  });
};

const listen = async (server: Server, { host, port }: Config): Promise<string> => {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown fault";
    throw new ConfigError([listenFault(code, host, port)]);
  }
  const address = server.address() as AddressInfo;
  return `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
};

const listenFault = (code: string, host: string, port: number): string => {
  if (code === "EADDRINUSE")
    return `PORT: ${port} is taken on ${host}; stop what listens there, or choose another`;
  if (code === "EACCES") return `PORT: ${port} needs more rights; choose one above 1023`;
  return `HOST: cannot listen on ${host} (${code}); give an address of this machine`;
};
