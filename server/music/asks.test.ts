import { expect, test } from "vitest";
import { createTestClock } from "../test-clock.ts";
import { Asks } from "./asks.ts";
import { botProcess } from "./test-bot.ts";

const QUESTION = { type: "roles", guildId: "1", userId: "2" } as const;
const ANSWER = { kind: "roles", roleIds: [] } as const;

test("what is asked again by the same id is answered once, to who asked last", async () => {
  const asks = new Asks(createTestClock());
  const { peer, frames } = botProcess();
  const first = asks.ask(peer, QUESTION, 1_000, "a");
  const second = asks.ask(peer, QUESTION, 1_000, "a");
  asks.answer(peer, "a", { ...ANSWER, roleIds: [] });
  expect([await first, await second]).toEqual([{ kind: "expired" }, ANSWER]);
  expect(frames).toHaveLength(2);
});

test("a thousand wait for one process, and none of them for another", async () => {
  const clock = createTestClock();
  const asks = new Asks(clock);
  const [hanging, other] = [botProcess(), botProcess()];
  const waiting = Array.from({ length: 1_000 }, () => asks.ask(hanging.peer, QUESTION, 1_000));
  expect(await asks.ask(hanging.peer, QUESTION, 1_000)).toEqual({ kind: "away" });
  const answered = asks.ask(other.peer, QUESTION, 1_000, "b");
  asks.answer(hanging.peer, "b", { kind: "guilds", guildIds: ["1"] });
  asks.answer(other.peer, "b", { ...ANSWER, roleIds: [] });
  expect(await answered).toEqual(ANSWER);
  asks.leave(other.peer);
  asks.leave(hanging.peer);
  expect(await Promise.all(waiting)).toEqual(new Array(1_000).fill({ kind: "lost" }));
  expect(hanging.frames).toHaveLength(1_000);
});
