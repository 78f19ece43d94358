import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { MusicServerFrame } from "#protocol/music-link.ts";
import { createListeningServer } from "../links/test-link.ts";
import type { Answer } from "./asks.ts";
import { GUILD } from "./test-bot.ts";
import { arriveAt, cookieOf, judge, PEOPLE, withPeople } from "./test-people.ts";
import { listenTo } from "./test-stream.ts";

const AT = `/api/servers/${GUILD}`;
const { dj, listener } = PEOPLE;

let server: Awaited<ReturnType<typeof createListeningServer>>;
beforeEach(async () => {
  server = await createListeningServer(...withPeople());
});
afterEach(() => server.close());

/** A bot that cannot look into anything while it is ill. */
const arriveIll = () => {
  const health = { isIll: true };
  const failed: Answer = {
    kind: "result",
    result: { outcome: "failed", message: "the bot could not look that up", rev: null },
  };
  const answer = (frame: MusicServerFrame) =>
    frame.type === "ask" && health.isIll ? failed : judge()(frame);
  return { ...arriveAt(server, answer), health };
};

const read = async (path: string) => {
  const answer = await fetch(`${server.url}${AT}/${path}`, { headers: cookieOf(dj.userId) });
  return { status: answer.status, body: await answer.json() };
};

test.each(["status", "queue", "settings", "search?query=x", "lyrics", "history"])(
  "what a bot could not look up is its failure, and no refusal: %s",
  async (path) => {
    arriveIll();
    expect(await read(path)).toEqual({
      status: 502,
      body: { error: { code: "bot_failed", message: "the bot could not look that up" } },
    });
  },
);

test("who watches while the bot cannot look is not sent away, and is told once it can", async () => {
  const { health } = arriveIll();
  const { names, status } = await listenTo(`${server.url}${AT}/events`, cookieOf(dj.userId));
  expect(status).toBe(200);
  await vi.waitFor(() => expect(names()).toEqual(["rights", "snapshot"]));
  health.isIll = false;
  server.clock.advance(5_000);
  await vi.waitFor(() => expect(names().at(-1)).toBe("back"));
});

test("rights that moved are told to all who watch, and in a lively channel every 2 s at most", async () => {
  const bot = arriveAt(server);
  const asks = () => bot.frames.filter(({ type }) => type === "ask").length;
  const streams = await Promise.all(
    [dj, dj, listener].map(({ userId }) => listenTo(`${server.url}${AT}/events`, cookieOf(userId))),
  );
  await vi.waitFor(() => expect(streams.every(({ names }) => names().length === 2)).toBe(true));
  const before = asks();
  for (let count = 0; count < 20; count += 1) bot.say({ type: "rights", guildId: GUILD });
  server.clock.advance(0);
  await vi.waitFor(() => expect(asks()).toBe(before + 2));
  for (let count = 0; count < 20; count += 1) bot.say({ type: "rights", guildId: GUILD });
  server.clock.advance(1_999);
  expect(asks()).toBe(before + 2);
  server.clock.advance(1);
  await vi.waitFor(() => expect(asks()).toBe(before + 4));
});

test("a process that has players no more is away for who watches, at once", async () => {
  const { say } = arriveAt(server);
  const { names } = await listenTo(`${server.url}${AT}/events`, cookieOf(dj.userId));
  await vi.waitFor(() => expect(names()).toHaveLength(2));
  say({ type: "players", adapter: null });
  await vi.waitFor(() => expect(names().at(-1)).toBe("away"));
  const skipped = await fetch(`${server.url}${AT}/skip?cluster=main`, {
    method: "POST",
    headers: cookieOf(dj.userId),
  });
  expect(skipped.status).toBe(503);
  say({ type: "players", adapter: "discord-player 7.2.0" });
  server.clock.advance(5_000);
  await vi.waitFor(() => expect(names().at(-1)).toBe("back"));
});
