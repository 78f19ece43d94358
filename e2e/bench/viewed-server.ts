import { readFileSync } from "node:fs";
import { idsFrom, shardsIn, startBot } from "../support/bot.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { Crowd } from "./crowd.ts";
import { COLLECTABLE } from "./settled-memory.ts";
import { StatePushes } from "./state-pushes.ts";
import { CLUSTER } from "./told-feed.ts";

/** Shards that the viewers look at. */
export const SHARDS = 16_384;
/** Beside its viewers a process has a few files and connections open. */
const OTHER_FILES = 200;

/** Why so many connections cannot be held here; undefined where they can. */
export const tooFewFiles = (connections: number): string | undefined => {
  const limit = /^Max open files +\d+ +(\d+|unlimited)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
  if (limit === "unlimited" || Number(limit) >= connections + OTHER_FILES) return undefined;
  return `a process may open ${limit} files here; let it open ${connections + OTHER_FILES} (ulimit -n)`;
};

/** A server that shows all shards online, with nobody looking yet. */
export interface ViewedServer {
  readonly server: TestServer;
  readonly crowd: Crowd;
  readonly pushes: StatePushes;
  /** Ends every viewer, and the server. */
  dispose(): Promise<void>;
}

/** Starts it with room for so many viewers. @param pushed the shards that its pushes change; all by default */
export const startViewedServer = async (
  viewers: number,
  pushed: readonly number[] = idsFrom(0, SHARDS),
): Promise<ViewedServer> => {
  const server = await startServer({
    CLUSTERS: `${CLUSTER}:${SHARDS}`,
    FEED_MAX_VIEWERS: String(viewers),
    FEED_MAX_VIEWERS_PER_ADDRESS: String(viewers),
    // Nothing is to expire meanwhile.
    HEALTH_TIMEOUT: "86400",
    ...COLLECTABLE,
  });
  const bot = startBot(server.url, { cluster: CLUSTER, shardCount: SHARDS });
  await bot.tell(shardsIn("online", idsFrom(0, SHARDS)));
  bot.close();
  const crowd = new Crowd(server.port);
  const pushes = new StatePushes({ url: server.url, shardIds: pushed, told: crowd.told });
  await pushes.connect();
  return {
    server,
    crowd,
    pushes,
    dispose: async () => {
      crowd.close();
      pushes.close();
      await server.dispose();
    },
  };
};
