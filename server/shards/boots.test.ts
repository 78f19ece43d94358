import { expect, test } from "vitest";
import { BootBook } from "./boots.ts";

test("boots are ordered by when they were first seen", () => {
  const boots = new BootBook();
  const first = boots.see("main", "a", 1_000);
  const second = boots.see("main", "b", 1_000);
  expect(second.order).toBeGreaterThan(first.order);
  expect(boots.see("main", "a", 9_000)).toBe(first);
  expect(boots.ofOrder(second.order)).toBe(second);
});

test("a boot that is put back late comes before those that were seen meanwhile", () => {
  const boots = new BootBook();
  const seen = boots.see("main", "new", 5_000);
  const kept = boots.restore({
    cluster: "main",
    name: "old",
    order: 1_000,
    seenAt: 1_000,
    seq: 7,
    endedAt: null,
  });
  expect(kept.order).toBeLessThan(seen.order);
});

test("a boot counts as alive while it is heard and has not said goodbye", () => {
  const boots = new BootBook();
  Object.assign(boots.see("main", "a", 0), { heardAt: 100, timeoutMs: 50 });
  Object.assign(boots.see("main", "b", 0), { heardAt: 100, timeoutMs: 50, endedAt: 120 });
  Object.assign(boots.see("other", "c", 0), { heardAt: 100, timeoutMs: 50 });
  expect([boots.countAlive("main", 150), boots.countAlive("main", 151)]).toEqual([1, 0]);
});

test("a bot that crashes at every start does not fill the memory", () => {
  const boots = new BootBook();
  const living = boots.see("main", "living", 0);
  for (let run = 0; run < 20_010; run += 1) {
    boots.see("main", `run-${run}`, run);
    boots.hear(living, run, 1_000);
  }
  expect([...boots.all()]).toHaveLength(20_000);
  expect(boots.find("main", "living")).toBe(living);
  expect(boots.find("main", "run-20009")).toBeDefined();
  expect(boots.find("main", "run-0")).toBeUndefined();
});
