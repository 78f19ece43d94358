import { expect, onTestFinished, test } from "vitest";
import type { FeedSnapshot } from "#protocol/feed.ts";
import { idsFrom, shardsIn, startBot } from "./support/bot.ts";
import { ask, read } from "./support/http.ts";
import { startServer } from "./support/server.ts";

const SHARDS = 32_000;

test(`a report that changes ${SHARDS} shards holds up the other answers for less than a second`, async () => {
  const server = await startServer({ CLUSTERS: `big:${SHARDS}` });
  const bot = startBot(server.url, { cluster: "big", shardCount: SHARDS });
  onTestFinished(async () => {
    bot.close();
    await server.dispose();
  });
  let isAnswered = false;
  let slowestMs = 0;
  const told = (async () => {
    await bot.tell(shardsIn("online", idsFrom(0, SHARDS)));
    await bot.tell(shardsIn("resuming", idsFrom(0, SHARDS)));
  })().finally(() => {
    isAnswered = true;
  });
  while (!isAnswered) {
    const startedAt = performance.now();
    expect((await ask(server.url, "/healthz")).status).toBe(200);
    slowestMs = Math.max(slowestMs, performance.now() - startedAt);
  }
  await told;
  expect(slowestMs).toBeLessThan(1_000);
  const { monitor } = await read<FeedSnapshot>(server.url, "/api/v1/snapshot");
  expect(monitor, "the server took its own work for blindness").toEqual({ history: "ok", blind: null });
});
