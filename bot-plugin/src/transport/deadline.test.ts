import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { withDeadline } from "./deadline.ts";

/** Never ends, unless it is given up: with the reason. */
const endless = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason));
  });

test("what is done in time is done, and leaves nothing on the signal that lives on", async () => {
  const outer = new AbortController();
  expect(await withDeadline(1_000, outer.signal, () => Promise.resolve(7))).toBe(7);
  expect(getEventListeners(outer.signal, "abort")).toEqual([]);
});

test("what takes too long is given up with a TimeoutError", async () => {
  await expect(withDeadline(1, new AbortController().signal, endless)).rejects.toThrow(
    expect.objectContaining({ name: "TimeoutError" }),
  );
});

test("what is given up from outside ends at once, before or meanwhile", async () => {
  const outer = new AbortController();
  const underWay = withDeadline(60_000, outer.signal, endless);
  outer.abort(new Error("enough"));
  await expect(underWay).rejects.toThrow("enough");
  await expect(withDeadline(60_000, outer.signal, endless)).rejects.toThrow("enough");
});
