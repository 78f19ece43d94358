import { expect, test } from "vitest";
import { OnceForAll } from "./once-for-all.ts";

test("what is asked for in one turn is made once, after all have asked, and anew for whoever asks later", async () => {
  const things = new OnceForAll<string, object>();
  let made = 0;
  let fact = "old";
  const ask = (name: string) => things.ask(name, () => ({ name, made: ++made, fact }));
  const [first, other] = [ask("a"), ask("b")];
  fact = "new";
  const second = ask("a");
  expect(await first).toEqual({ name: "a", made: 1, fact: "new" });
  expect(await second).toBe(await first);
  expect(await other).toEqual({ name: "b", made: 2, fact: "new" });
  expect(await ask("a")).toEqual({ name: "a", made: 3, fact: "new" });
});

test("a fault is told to all who asked, and to nobody after them", async () => {
  const things = new OnceForAll<string, string>();
  const fail = () => {
    throw new Error("broken");
  };
  const told = [things.ask("a", fail), things.ask("a", fail)];
  for (const answer of told) await expect(answer).rejects.toThrow("broken");
  expect(await things.ask("a", () => "whole")).toBe("whole");
});
