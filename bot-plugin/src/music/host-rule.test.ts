import { expect, test } from "vitest";
import { resultIn, standingBot } from "./test-music.ts";
import { ANN, BEN, CHANNEL, CYD, facts, GUILD } from "./test-people.ts";

const PAUSE = { action: "pause" } as const;

test.each([
  [true, "done", "done"],
  [false, "refused", "the bot does not let you do that"],
  ["not on Sundays", "refused", "not on Sundays"],
  [null, "refused", "you are not alone here"],
  [Promise.resolve(true), "done", "done"],
] as const)("where the host's own rule says %s it is %s", async (word, outcome, message) => {
  const { command } = standingBot({ mayCommand: () => word });
  const result = resultIn(await command(PAUSE, { by: BEN }));
  expect(result.outcome).toBe(outcome);
  expect(result.message).toContain(message);
});

test("the host's own rule is told all that the table knows, and what it says", async () => {
  const contexts: unknown[] = [];
  const { command } = standingBot({ mayCommand: (context) => contexts.push(context) > 0 });
  await command(PAUSE, { by: BEN });
  expect(contexts).toEqual([
    {
      guildId: GUILD,
      userId: BEN,
      via: "session",
      member: facts(),
      deed: "pause",
      command: PAUSE,
      botChannelId: CHANNEL,
      listeners: [ANN, BEN, CYD],
      table: { kind: "refused", message: expect.any(String) },
    },
  ]);
});

test("a rule of the host that fails lets nobody do anything, and is said once", async () => {
  const { adapter, command, said } = standingBot({
    mayCommand: () => {
      throw new Error("boom");
    },
  });
  expect(resultIn(await command(PAUSE)).outcome).toBe("refused");
  await command(PAUSE);
  expect(adapter.acts).toEqual([]);
  expect(said).toHaveLength(1);
});
