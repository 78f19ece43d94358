import { afterAll, beforeAll, expect, test } from "vitest";
import { restRatio } from "./bench/expiry.ts";
import { measureSilence } from "./bench/expiry-silence.ts";
import { startServer, type TestServer } from "./support/server.ts";

const SHARDS = 65_536;
const TIMEOUT_MS = 3_000;

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ CLUSTERS: `main:${SHARDS}`, HEALTH_TIMEOUT: String(TIMEOUT_MS / 1_000) });
});
afterAll(() => server.dispose());

test("of 65,536 shards, a silent tenth is noticed within 100 ms of its deadlines", async () => {
  const { noticedMs } = await measureSilence({
    url: server.url,
    shards: SHARDS,
    spreadMs: 2_000,
    timeoutMs: TIMEOUT_MS,
  });
  expect(noticedMs.length).toBeGreaterThan(SHARDS / 20);
  expect(Math.max(...noticedMs)).toBeLessThanOrEqual(100);
});

test.runIf(process.platform === "linux")("at rest, 65,536 shards cost at most 1% of a core", async () => {
  expect(await restRatio(server.pid, 6_000)).toBeLessThanOrEqual(0.01);
});
