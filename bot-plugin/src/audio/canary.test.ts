import { expect, test } from "vitest";
import { Canary } from "./canary.ts";
import type { LoadOutcome } from "./lavalink-node.ts";

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("it loads at once, then every five minutes, and tells each outcome once", async () => {
  const outcomes: (LoadOutcome | null)[] = [
    { source: "youtube", failure: null },
    { source: "youtube", failure: "429" },
    null,
  ];
  let loads = 0;
  const canary = new Canary(() => Promise.resolve(outcomes[loads++] ?? null));
  expect(canary.take()).toBeNull();
  canary.sing(0);
  await settled();
  canary.sing(299_999);
  expect(loads).toBe(1);
  expect(canary.take()).toEqual({ youtube: { ok: 1, failed: [] } });
  expect(canary.take()).toBeNull();
  canary.sing(300_000);
  await settled();
  expect(canary.take()).toEqual({ youtube: { ok: 0, failed: [{ text: "429", count: 1, guilds: [] }] } });
  canary.sing(600_000);
  await settled();
  expect([loads, canary.take()]).toEqual([3, null]);
});

test("a load that takes longer is not begun again meanwhile", async () => {
  const ends: ((outcome: null) => void)[] = [];
  const canary = new Canary(() => new Promise((resolve) => ends.push(resolve)));
  canary.sing(0);
  canary.sing(300_000);
  expect(ends).toHaveLength(1);
  ends[0]?.(null);
  await settled();
  canary.sing(300_000);
  expect(ends).toHaveLength(2);
});
