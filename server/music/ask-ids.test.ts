import { expect, test } from "vitest";
import type { MusicServerFrame } from "#protocol/music-link.ts";
import { createTestClock } from "../test-clock.ts";
import type { Answer } from "./asks.ts";
import { MusicService } from "./service.ts";
import { botProcess, GUILD, OTHER_GUILD, seen } from "./test-bot.ts";

const ANN = "80351110224678912";
const BEN = "80351110224678913";
const DONE: Answer = { kind: "result", result: { outcome: "done", message: "skipped", rev: 2 } };

/** A server with a bot that is there. */
const open = (answer: (frame: MusicServerFrame) => Answer | null = () => DONE) => {
  const clock = createTestClock();
  const music = new MusicService({ clock });
  const { frames, ...bot } = botProcess({}, answer);
  bot.on(music.desk)({ type: "players", adapter: "lavalink-client 2.11.0" });
  return {
    clock,
    frames,
    music,
    /** The id by which the bot is asked for someone's skip. */
    idOf: async (id: string, userId = ANN, guildId = GUILD) => {
      const place = { cluster: "main", guildId };
      const wish = { id, command: { action: "skip" }, seenRev: null } as const;
      await music.command({ userId, via: "session" }, place, wish);
      const asked = frames.at(-1);
      return asked?.type === "ask" ? asked.id : "";
    },
  };
};

test("a server that was started anew asks for the same command by the same id: the bot knows what came of it", async () => {
  const id = await open().idOf("wish");
  expect(id).toMatch(/^[\w-]{43}$/);
  expect(await open().idOf("wish")).toBe(id);
});

test("the same id of another person, or for another player, is another command", async () => {
  const { idOf } = open();
  const ids = [await idOf("wish"), await idOf("wish", BEN), await idOf("wish", ANN, OTHER_GUILD)];
  expect(new Set(ids).size).toBe(3);
  expect(await idOf("other")).not.toBe(ids[0]);
});

test("the bot is told that nobody waits for a command any more, and for looks there is no need", async () => {
  const { clock, frames, idOf, music } = open(() => null);
  const id = idOf("late");
  const looking = music.see({ userId: ANN, via: "session" }, { cluster: "main", guildId: GUILD });
  clock.advance(5_000);
  await id;
  await expect(looking).rejects.toMatchObject({ code: "bot_away" });
  expect(frames.map(({ type }) => type)).toEqual(["ask", "ask", "cancel"]);
  expect(frames.at(-1)).toEqual({ type: "cancel", id: frames[0]?.type === "ask" ? frames[0].id : "" });
});

test("a command that was answered is not taken back", async () => {
  const { clock, frames, idOf } = open((frame) =>
    frame.type === "ask" && frame.ask.kind === "watch" ? seen() : DONE,
  );
  await idOf("done");
  clock.advance(60_000);
  expect(frames).toHaveLength(1);
});
