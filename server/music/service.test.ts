import { beforeEach, expect, test } from "vitest";
import type { Actor, MusicServerFrame } from "#protocol/music-link.ts";
import { createTestClock, type TestClock } from "../test-clock.ts";
import type { Answer } from "./asks.ts";
import { MusicService, type Place } from "./service.ts";
import { botProcess, comeTo, GUILD, OTHER_GUILD, seen, snapshotLike } from "./test-bot.ts";

const ACTOR: Actor = { userId: "80351110224678912", via: "session" };
const PLACE: Place = { cluster: "main", guildId: GUILD };
const DONE: Answer = { kind: "result", result: { outcome: "done", message: "skipped", rev: 2 } };

let clock: TestClock;
let music: MusicService;
beforeEach(() => {
  clock = createTestClock();
  music = new MusicService({ clock });
});

/** A process that has players. */
const arrive = (
  answer: (frame: MusicServerFrame) => Answer | null = () => DONE,
  of: Parameters<typeof comeTo>[2] = {},
) => comeTo(music.desk, answer, of);

const skip = (id: string) => music.command(ACTOR, PLACE, { id, command: { action: "skip" }, seenRev: 1 });

test("a command goes to the process that serves the guild, and its result comes back", async () => {
  const [zero, one] = [arrive(undefined, { shardIds: [0] }), arrive(undefined, { shardIds: [1] })];
  expect(await skip("a")).toEqual({ outcome: "done", message: "skipped", rev: 2 });
  const serving = [zero, one].filter(({ frames }) => frames.length > 0);
  expect(serving).toHaveLength(1);
  expect(serving[0]?.frames).toMatchObject([
    {
      type: "ask",
      guildId: GUILD,
      actor: ACTOR,
      ask: { kind: "command", command: { action: "skip" }, seenRev: 1 },
    },
  ]);
  await music.command(
    ACTOR,
    { ...PLACE, guildId: OTHER_GUILD },
    { id: "b", command: { action: "skip" }, seenRev: null },
  );
  expect([zero.frames.length, one.frames.length]).toEqual([1, 1]);
});

test("a command that is sent twice is done once", async () => {
  const { frames } = arrive();
  expect(await Promise.all([skip("a"), skip("a")])).toHaveLength(2);
  expect(await skip("a")).toMatchObject({ outcome: "done" });
  expect(frames).toHaveLength(1);
  await skip("b");
  expect(frames).toHaveLength(2);
});

test("a command for a bot that is away is refused at once, and not kept for later", async () => {
  expect(await skip("a")).toMatchObject({ outcome: "away" });
  const { frames } = arrive();
  expect(frames).toEqual([]);
});

test("a bot that does not answer in time, or goes before it does, leaves it open whether it was done", async () => {
  const { peer } = arrive(() => null);
  const late = skip("a");
  clock.advance(5_000);
  expect(await late).toMatchObject({ outcome: "expired" });
  const lost = skip("b");
  music.desk.leave(peer);
  expect(await lost).toMatchObject({ outcome: "unknown" });
});

test("an answer of another process is left alone", async () => {
  arrive(() => null);
  const stranger = botProcess({ cluster: "patron_1" });
  const say = stranger.on(music.desk);
  const asked: string[] = [];
  const { frames } = arrive((frame) => {
    if ("id" in frame) asked.push(frame.id);
    return null;
  });
  const result = skip("a");
  say({ type: "answer", id: asked[0], answer: DONE });
  clock.advance(5_000);
  expect(frames.map(({ type }) => type)).toEqual(["ask", "cancel"]);
  expect(await result).toMatchObject({ outcome: "expired" });
});

test("nobody steers faster than hands can", async () => {
  arrive();
  for (let count = 0; count < 10; count += 1) await skip(`${count}`);
  await expect(skip("more")).rejects.toMatchObject({ code: "too_fast", retryAfterSeconds: 1 });
  clock.advance(600);
  expect(await skip("later")).toMatchObject({ outcome: "done" });
});

test("who may see a player is told of its changes, by the server's clock, until they look away", async () => {
  const { say, frames } = arrive(() => seen(snapshotLike({ positionAt: -500 })));
  const told: unknown[] = [];
  const end = music.watch(ACTOR, PLACE, ({ player }) => told.push([player?.rev, player?.positionAt]));
  const sight = await music.see(ACTOR, PLACE);
  expect(sight).toMatchObject({ may: ["skip"], player: { isAway: false, player: { rev: 1 } } });
  const now = clock.wall();
  say({ type: "player", guildId: GUILD, at: 1_000, player: snapshotLike({ rev: 2, positionAt: 900 }) });
  say({ type: "player", guildId: GUILD, at: 1_000, player: snapshotLike({ rev: 1 }) });
  expect(told).toEqual([
    [1, now - 500],
    [2, now - 100],
  ]);
  end();
  expect(frames.at(-1)).toEqual({ type: "unwatch", guildId: GUILD });
  say({ type: "player", guildId: GUILD, at: 1_000, player: snapshotLike({ rev: 3 }) });
  expect(told).toHaveLength(2);
});

test("who may not see a player is told why, in the bot's words", async () => {
  const message = "you are not a member of this server";
  arrive(() => ({ kind: "result", result: { outcome: "refused", message, rev: null } }));
  await expect(music.see(ACTOR, PLACE)).rejects.toMatchObject({ code: "forbidden", message });
});

test("when its bot goes, a player is said to be old, and when it comes back it is asked for again", async () => {
  const first = arrive(() => seen());
  const told: [boolean, number | undefined][] = [];
  music.watch(ACTOR, PLACE, ({ isAway, player }) => told.push([isAway, player?.rev]));
  await music.see(ACTOR, PLACE);
  music.desk.leave(first.peer);
  await expect(music.see(ACTOR, PLACE)).rejects.toMatchObject({ code: "bot_away" });
  arrive(() => seen(snapshotLike({ rev: 0, state: "paused" })));
  await Promise.resolve();
  expect(told).toEqual([
    [false, 1],
    [true, 1],
    [false, 0],
  ]);
});

test("of a person's servers those are found that a bot is in, cluster by cluster", async () => {
  const only = (ids: readonly string[]) => (frame: MusicServerFrame) =>
    frame.type === "guilds"
      ? ({ kind: "guilds", guildIds: frame.guildIds.filter((id) => ids.includes(id)) } as const)
      : null;
  arrive(only([GUILD]));
  arrive(only([GUILD, OTHER_GUILD]), { cluster: "patron_1" });
  const shared = await music.shared([GUILD, OTHER_GUILD]);
  expect([...shared].map(([cluster, ids]) => [cluster, [...ids].sort()])).toEqual([
    ["main", [GUILD]],
    ["patron_1", [GUILD, OTHER_GUILD].sort()],
  ]);
});

test("a frame that is wrong costs the bot that frame alone", async () => {
  const { say, refused } = arrive();
  say({ type: "player", guildId: "1", at: 0, player: null });
  say({ type: "answer", id: "x", answer: { kind: "result", result: { outcome: "splendid" } } });
  expect(refused).toHaveLength(2);
  expect(refused[0]).toContain("guildId");
  expect(await skip("a")).toMatchObject({ outcome: "done" });
});
