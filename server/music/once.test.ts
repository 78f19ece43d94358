import { expect, test } from "vitest";
import { createTestClock } from "../test-clock.ts";
import { Once } from "./once.ts";

test("what came of it is told again for a minute, and then done anew", async () => {
  const clock = createTestClock();
  const once = new Once<number>(clock);
  let done = 0;
  const act = async () => {
    done += 1;
    return done;
  };
  expect(await Promise.all([once.run("a", act), once.run("a", act), once.run("b", act)])).toEqual([1, 1, 2]);
  clock.advance(59_999);
  expect(await once.run("a", act)).toBe(1);
  clock.advance(1);
  expect(await once.run("a", act)).toBe(3);
  expect(once.size).toBe(1);
});

test("what was not begun is not remembered", async () => {
  const once = new Once<string>(createTestClock());
  await expect(once.run("a", () => Promise.reject(new Error("too fast")))).rejects.toThrow("too fast");
  expect(once.size).toBe(0);
  expect(await once.run("a", async () => "done")).toBe("done");
});

test("so many, and no more, are remembered", async () => {
  const once = new Once<number>(createTestClock());
  for (let id = 0; id < 12_000; id += 1) void once.run(String(id), async () => id);
  expect(once.size).toBe(10_000);
  expect(await once.run("11999", async () => -1)).toBe(11_999);
});
