import { expect, test } from "vitest";
import { resultIn, standingBot } from "./test-music.ts";
import { ANN, GUILD } from "./test-people.ts";

const ask = (id: string) =>
  ({
    type: "ask",
    id,
    guildId: GUILD,
    actor: { userId: ANN, via: "session" },
    expiresInMs: 5_000,
    ask: { kind: "command", command: { action: "skip" }, seenRev: null },
  }) as const;

test("a command that comes together with the word that nobody waits for it is not done", async () => {
  const { adapter, hub, timing, answerTo } = standingBot();
  hub.hear(ask("late"));
  hub.hear({ type: "cancel", id: "late" });
  await timing.pass(1);
  expect(resultIn(answerTo("late")).message).toBe("that came too late, and was not done");
  expect(adapter.acts).toEqual([]);
});

test("nor is one that waited for others, or for its actor to be known", async () => {
  const { adapter, members, hub, timing, answerTo } = standingBot();
  let known = () => {};
  members.gate = new Promise((resolve) => (known = resolve));
  for (const id of ["first", "second"]) hub.hear(ask(id));
  await timing.pass(1);
  for (const id of ["first", "second"]) hub.hear({ type: "cancel", id });
  known();
  await timing.pass(1);
  expect(["first", "second"].map((id) => resultIn(answerTo(id)).outcome)).toEqual(["refused", "refused"]);
  expect(adapter.acts).toEqual([]);
});

test("one that has begun comes to its end, and those that are not known are left alone", async () => {
  const { adapter, hub, timing, answerTo } = standingBot();
  let finish = () => {};
  adapter.does = () =>
    new Promise((resolve) => (finish = () => resolve({ outcome: "done", message: "skipped" })));
  hub.hear(ask("begun"));
  await timing.pass(1);
  hub.hear({ type: "cancel", id: "begun" });
  hub.hear({ type: "cancel", id: "never heard of" });
  finish();
  await timing.pass(1);
  expect(resultIn(answerTo("begun")).outcome).toBe("done");
  hub.hear(ask("begun"));
  await timing.pass(1);
  expect(adapter.acts).toHaveLength(1);
});
