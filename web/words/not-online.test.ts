import { expect, test } from "vitest";
import { notOnlineWords } from "./not-online.ts";

test("nothing is listed when all is well", () => {
  expect(notOnlineWords(["online", "online"])).toEqual([]);
});

test("shards are named by state, in ranges", () => {
  expect(notOnlineWords(["offline", "unhealthy", "offline", "offline", "online"])).toEqual([
    "1 shard unhealthy: 1",
    "3 shards offline: 0, 2–3",
  ]);
});

test("a list without end ends", () => {
  const states = Array.from({ length: 4_000 }, (_, id) => (id % 2 === 0 ? "offline" : "online"));
  expect(notOnlineWords(states)[0]).toMatch(/^2,000 shards offline: .* and more$/);
});
