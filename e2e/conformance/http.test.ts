import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findTarget, type Target } from "./target.ts";

let target: Target;

beforeAll(async () => {
  target = await findTarget();
});

afterAll(() => target.dispose());

const ask = async (path: string, init: RequestInit = {}) => {
  const url = `${target.url}/api/v1/clusters/${encodeURIComponent(target.cluster)}${path}`;
  const answer = await fetch(url, { headers: target.headers, ...init });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
};
const report = (boot: string, seq: number, state: string, more: object = {}) =>
  ask("/reports", {
    method: "POST",
    body: JSON.stringify({ boot, seq, shardCount: target.shardCount, shards: [{ id: 0, state }], ...more }),
  });

test("a process's whole life over HTTP", async () => {
  const boot = randomUUID();
  const process = { label: "conformance", memoryBytes: 50_000_000, versions: { library: "mine 2.0.0" } };
  expect(await report(boot, 1, "online", { process })).toEqual({
    status: 200,
    body: { outcome: "accepted" },
  });
  expect((await ask("/shards/0")).body).toMatchObject({ state: "online" });
  const { processes } = (await ask("/processes")).body;
  expect(processes).toContainEqual(
    expect.objectContaining({ boot, label: "conformance", line: "http", shards: 1 }),
  );
  expect(await report(boot, 1, "offline")).toEqual({ status: 200, body: { outcome: "duplicate" } });
  expect(await report(boot, 0, "offline")).toEqual({ status: 200, body: { outcome: "stale" } });
  expect((await ask(`/processes/${boot}`, { method: "DELETE" })).status).toBe(204);
  expect((await ask("/shards/0")).body).toMatchObject({ state: "offline", reason: "stopped" });
});

test.each([
  ["another shard count", { shardCount: 65_000 }, 409, "shard_count_mismatch"],
  ["a state that is none", { shards: [{ id: 0, state: "sleeping" }] }, 400, "invalid"],
  ["a field that is not known", { colour: "green" }, 400, "invalid"],
])("%s is refused with words", async (_, more, status, code) => {
  const answer = await report(randomUUID(), 1, "online", more);
  expect(answer).toMatchObject({ status, body: { error: { code, message: expect.any(String) } } });
});
