import { expect, test } from "vitest";
import type { Actor } from "#protocol/music-link.ts";
import { createTestClock } from "../test-clock.ts";
import type { Answer } from "./asks.ts";
import { MusicService } from "./service.ts";
import { Sights } from "./sights.ts";
import { botProcess, GUILD, seen } from "./test-bot.ts";

const ACTOR: Actor = { userId: "80351110224678912", via: "session" };
const PLACE = { cluster: "main", guildId: GUILD };

test("who watches asks a bot that came back at once, whatever the one before said", async () => {
  const clock = createTestClock();
  const music = new MusicService({ clock });
  const sights = new Sights({ music, clock });
  const arrive = (answer: Answer | null) => {
    const bot = botProcess({}, () => answer);
    bot.on(music.desk)({ type: "players", adapter: "test" });
    return bot;
  };
  const before = arrive(seen());
  music.watch(ACTOR, PLACE, () => {});
  expect((await sights.see(ACTOR, PLACE)).player.isAway).toBe(false);
  await sights.see(ACTOR, PLACE);
  expect(before.frames).toHaveLength(1);
  music.desk.leave(before.peer);
  // This one takes its time.
  arrive(null);
  const sight = sights.see(ACTOR, PLACE);
  clock.advance(3_000);
  await expect(sight).rejects.toMatchObject({ code: "bot_away" });
});
