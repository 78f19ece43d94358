import { expect, test } from "vitest";
import { Slots } from "./slots.ts";

test("so many run at once, so many wait, and one that fails gives its place to the next", async () => {
  const slots = new Slots({ most: 2, mostWaiting: 1 });
  const ends: ((error?: Error) => void)[] = [];
  const begin = () =>
    slots.run(
      () =>
        new Promise<void>((resolve, reject) =>
          ends.push((error) => (error === undefined ? resolve() : reject(error))),
        ),
    );
  const [first, second, third] = [begin(), begin(), begin()];
  expect([ends.length, slots.isFull]).toEqual([2, true]);
  ends[0]?.(new Error("it failed"));
  await expect(first).rejects.toThrow("it failed");
  await expect.poll(() => ends.length).toBe(3);
  expect(slots.isFull).toBe(false);
  for (const end of ends) end();
  await Promise.all([second, third]);
  const fourth = begin();
  expect(ends).toHaveLength(4);
  ends[3]?.();
  await fourth;
});
