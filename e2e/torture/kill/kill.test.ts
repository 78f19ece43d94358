import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ShardDetail } from "#protocol/shard-detail.ts";
import { idsFrom, shardsIn } from "../../support/bot.ts";
import { foldGrid } from "../../support/grid.ts";
import { ask, keepAlive, post } from "../../support/http.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { openSse } from "../../support/sse.ts";
import { elapsed, until } from "../../support/until.ts";
import { measure } from "../measure.ts";
import { Ledger } from "./ledger.ts";
import { ALL_SHARDS, type Found, runLoad, startReporters } from "./load.ts";
import type { Reporter } from "./reporters.ts";
import { expectSoundRows } from "./rows.ts";
import { TokenDesk } from "./tokens.ts";

const TIMES = measure({ short: 12, full: 200 });
const RESTART_WITHIN_MS = 2_000;
/** Longer than a round takes; a shard that is red without having said so was judged by a time without a server. */
const HEALTH_TIMEOUT = "15";
const SECRET = "hush";
const VIEWERS = 3;

let server: TestServer;
let reporters: readonly Reporter[];
let tokens: TokenDesk;
let startedWithinMs = 300;
const ledger = new Ledger();
const agent = keepAlive();
const headers = { Authorization: SECRET };

beforeAll(async () => {
  server = await startServer({ CLUSTERS: `main:${ALL_SHARDS}`, HEALTH_TIMEOUT, PASSPHRASE: SECRET });
  reporters = startReporters({ url: server.url, shardCount: ALL_SHARDS, secret: SECRET });
  tokens = new TokenDesk(server.databasePath);
});
afterAll(async () => {
  for (const reporter of reporters) reporter.close();
  await server.dispose();
});

/** The ways to die; in the midst of pushes, all of them. */
const DEATHS = {
  "at work": () => server.kill(),
  "while it starts": async () => {
    await server.kill();
    const restarted = server.restart().catch(() => {});
    await elapsed(Math.random() * startedWithinMs);
    await server.kill();
    await restarted;
  },
  "at work, with its tokens being changed": async () => {
    tokens.change();
    await server.kill();
  },
  "while it stops": async () => {
    server.signal("SIGTERM");
    await elapsed(Math.random() * 60);
    await server.kill();
  },
} as const;

const deathOf = (time: number) => Object.entries(DEATHS)[time % 4] ?? ["at work", DEATHS["at work"]];

const restart = async (time: number) => {
  const startedAt = performance.now();
  await server.restart({ DATABASE_SYNC: time % 2 === 0 ? "normal" : "full" });
  startedWithinMs = performance.now() - startedAt;
  expect(startedWithinMs, "it is back in time").toBeLessThan(RESTART_WITHIN_MS);
};

/** Compares every shard with the ledger; the result tells of each change that was under way whether it is there. */
const compareAll = async (): Promise<Found> => {
  const compare = async (id: number) => {
    const answer = await ask(server.url, `/api/v1/clusters/main/shards/${id}`, { agent });
    return [id, ledger.compare(answer.json<ShardDetail>())] as const;
  };
  return new Map(await Promise.all(idsFrom(0, ALL_SHARDS).map(compare)));
};

const beatAllHearts = () =>
  Promise.all(
    idsFrom(0, ALL_SHARDS)
      .filter((id) => ledger.state(id) !== "unknown")
      .map((id) => {
        const state = ledger.state(id) === "unhealthy" ? "online" : ledger.state(id);
        return ledger.push(new Map([[id, [state]]]), async () => {
          const answer = await post(server.url, `/api/health/main/${id}`, { agent, headers });
          expect(answer.status, "a heartbeat is accepted at once").toBe(204);
          return true;
        });
      }),
  );

/** People who look on; none of them may see a shard red that never said so. */
const watch = async () => {
  const streams = await Promise.all(idsFrom(0, VIEWERS).map(() => openSse(`${server.url}/api/v1/feed`)));
  return () => {
    for (const stream of streams) {
      stream.close();
      expect(foldGrid(stream.events)["main"]?.slice(64)).not.toContain("unhealthy");
    }
  };
};

describe(`a server killed ${TIMES} times in the middle of a load`, () => {
  test.each(idsFrom(1, TIMES + 1))("has every acknowledged change after death %i", async (time) => {
    const enough = ledger.acknowledged + 30 + Math.floor(Math.random() * 300);
    const lookAway = await watch();
    const load = runLoad({ url: server.url, shardCount: ALL_SHARDS, secret: SECRET, ledger, reporters });
    await until("enough pushes are acknowledged", () => ledger.acknowledged >= enough);
    const [, die] = deathOf(time);
    await die();
    const sayAgain = await load;
    lookAway();
    await restart(time);

    const found = await compareAll();
    await tokens.expectKept(server.url);
    for (const say of sayAgain) await say(found);
    for (const reporter of reporters.filter(({ seq }) => seq > 0))
      expect(await reporter.report(shardsIn("unknown", [ALL_SHARDS - 1]), 0)).toBe("stale");
    await beatAllHearts();
    await compareAll();
    expectSoundRows(server.databasePath);
  });
});
