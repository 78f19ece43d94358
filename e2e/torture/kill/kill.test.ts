import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ShardDetail } from "#protocol/shard-detail.ts";
import { type Bot, idsFrom, outcomeOf, shardsIn, startBot } from "../../support/bot.ts";
import { post, read } from "../../support/http.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { until } from "../../support/until.ts";
import { Ledger } from "./ledger.ts";
import { ALL_SHARDS, runLoad, type SentReport } from "./load.ts";

const TIMES = 20;

let server: TestServer;
let bots: readonly Bot[];
const ledger = new Ledger();
const detail = (id: number) => read<ShardDetail>(server.url, `/api/v1/clusters/main/shards/${id}`);

beforeAll(async () => {
  server = await startServer({ CLUSTERS: `main:${ALL_SHARDS}`, HEALTH_TIMEOUT: "600" });
  bots = idsFrom(0, 2).map(() => startBot(server.url, { shardCount: ALL_SHARDS }));
});
afterAll(async () => {
  for (const bot of bots) bot.close();
  await server.dispose();
});

/** Compares every shard with the ledger; the result tells of each change that was under way whether it is there. */
const compareAll = async (): Promise<ReadonlyMap<number, boolean | undefined>> => {
  const found = new Map<number, boolean | undefined>();
  for (const id of idsFrom(0, ALL_SHARDS)) found.set(id, ledger.compare(await detail(id)));
  return found;
};

/** A report is there as a whole or not at all, and sent again it is taken once. */
const sendAgain = async (bot: Bot, sent: SentReport, found: ReadonlyMap<number, boolean | undefined>) => {
  const landed = new Set(
    sent.shards.map(({ id }) => found.get(id)).filter((isThere) => isThere !== undefined),
  );
  expect(landed.size, "a report is kept as a whole").toBeLessThan(2);
  let outcome = "";
  await ledger.push(new Map(sent.shards.map(({ id, state }) => [id, state])), async () => {
    const answer = await bot.report(sent.shards, sent.seq);
    outcome = outcomeOf(answer);
    return answer.status === 200;
  });
  if (landed.size > 0) expect(outcome).toBe(landed.has(true) ? "duplicate" : "accepted");
};

describe(`a server killed ${TIMES} times in the middle of a load`, () => {
  test.each(idsFrom(1, TIMES + 1))("has every acknowledged change after death %i", async (time) => {
    const enough = ledger.acknowledged + 30 + Math.floor(Math.random() * 300);
    const load = runLoad(server.url, ledger, bots);
    await until("enough pushes are acknowledged", () => ledger.acknowledged >= enough);
    await server.kill();
    const unanswered = await load;
    await server.restart({ DATABASE_SYNC: time % 2 === 0 ? "normal" : "full" });

    const found = await compareAll();
    for (const [place, bot] of bots.entries()) {
      const sent = unanswered[place];
      if (sent !== undefined) await sendAgain(bot, sent, found);
      const late = await bot.report(shardsIn("unknown", [ALL_SHARDS - 1]), 0);
      expect(outcomeOf(late)).toBe("stale");
    }
    for (const id of idsFrom(0, ALL_SHARDS).filter((id) => ledger.state(id) !== "unknown")) {
      const state = ledger.state(id) === "unhealthy" ? "online" : ledger.state(id);
      await ledger.push(new Map([[id, state]]), async () => {
        const answer = await post(server.url, `/api/health/main/${id}`);
        expect(answer.status, "a heartbeat is accepted at once").toBe(204);
        return true;
      });
    }
    await compareAll();
  });
});
