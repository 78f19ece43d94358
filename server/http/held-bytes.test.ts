import { expect, test } from "vitest";
import { HeldBytes } from "./held-bytes.ts";

test("past the most that may be held it is refused, and what is done with makes room", async () => {
  const held = new HeldBytes(10);
  let finish = () => {};
  const first = held.lend(async (take) => {
    take(4);
    take(4);
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
  });
  const more = (bytes: number) => held.lend(async (take) => take(bytes));
  await expect(more(3)).rejects.toMatchObject({ code: "too_many_bodies", retryAfterSeconds: 1 });
  await more(2);
  finish();
  await first;
  await more(10);
});

test("who fails gives back what it took", async () => {
  const held = new HeldBytes(10);
  const failing = held.lend(async (take) => {
    take(10);
    throw new Error("cut");
  });
  await expect(failing).rejects.toThrow("cut");
  await held.lend(async (take) => take(10));
});
