import { afterAll, beforeAll, expect, test } from "vitest";
import { cpuSeconds } from "./support/process-cost.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { elapsed } from "./support/until.ts";

const SHARDS = 65_536;
const CHUNK = 8_192;
const TIMEOUT_MS = 5_000;

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ CLUSTERS: `main:${SHARDS}` });
});
afterAll(() => server.dispose());

let seq = 0;
const report = async (boot: string, ids: readonly number[], timeoutMs: number) => {
  for (let from = 0; from < ids.length; from += CHUNK) {
    seq += 1;
    const shards = ids.slice(from, from + CHUNK).map((id) => ({ id, state: "online" }));
    const body = JSON.stringify({ boot, seq, shardCount: SHARDS, timeoutMs, shards });
    const answer = await fetch(`${server.url}/api/v1/clusters/main/reports`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
    });
    expect(answer.status).toBe(200);
  }
};

interface Shard {
  readonly id: number;
  readonly state: string;
  readonly since: number;
  readonly lastHeard: number;
}
const readShards = async (): Promise<readonly Shard[]> => {
  const answer = await fetch(`${server.url}/api/v1/clusters/main/shards`);
  return ((await answer.json()) as { shards: Shard[] }).shards;
};

test("of 65,536 shards, a silent tenth is noticed within 100 ms of its deadlines", async () => {
  const all = Array.from({ length: SHARDS }, (_, id) => id);
  const silent = new Set(all.filter((id) => (id * 7_919) % 10 === 0));
  await report(
    "steady",
    all.filter((id) => !silent.has(id)),
    600_000,
  );
  await report("silent", [...silent], TIMEOUT_MS);
  // Nothing is asked meanwhile: a question would make the server look for itself.
  await elapsed(TIMEOUT_MS + 1_000);
  const late = (await readShards())
    .filter(({ state }) => state === "unhealthy")
    .map(({ since, lastHeard }) => since - lastHeard - TIMEOUT_MS);
  expect(late).toHaveLength(silent.size);
  expect(Math.max(...late)).toBeLessThanOrEqual(100);
});

test.runIf(process.platform === "linux")("at rest, 65,536 shards cost at most 1% of a core", async () => {
  // What the answers before left behind is collected first.
  await elapsed(2_000);
  const spanMs = 10_000;
  const before = cpuSeconds(server.pid);
  await elapsed(spanMs);
  expect((cpuSeconds(server.pid) - before) / (spanMs / 1_000)).toBeLessThanOrEqual(0.01);
});
