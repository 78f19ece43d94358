import { beforeEach, expect, test } from "vitest";
import type { Actor, MusicServerFrame } from "#protocol/music-link.ts";
import { createTestClock, type TestClock } from "../test-clock.ts";
import type { Answer } from "./asks.ts";
import type { WatchedPlayer } from "./players.ts";
import { MusicService, type Place } from "./service.ts";
import { botProcess, comeTo, GUILD, OTHER_GUILD, seen, snapshotLike } from "./test-bot.ts";

const ACTOR: Actor = { userId: "80351110224678912", via: "session" };
const PLACE: Place = { cluster: "main", guildId: GUILD };
const BESIDE: Place = { cluster: "patron_1", guildId: GUILD };

let clock: TestClock;
let music: MusicService;
beforeEach(() => {
  clock = createTestClock();
  music = new MusicService({ clock });
});

const arrive = (
  answer: (frame: MusicServerFrame) => Answer | null = () => seen(),
  of: Parameters<typeof comeTo>[2] = {},
) => comeTo(music.desk, answer, of);

/** Watches, and notes what is told. */
const watch = async (place: Place = PLACE) => {
  const told: WatchedPlayer[] = [];
  music.watch(ACTOR, place, (now) => told.push(now));
  await music.see(ACTOR, place);
  told.splice(0);
  return told;
};

const frame = (more: object = {}) => ({
  type: "player",
  guildId: GUILD,
  at: 0,
  player: snapshotLike({ rev: 9, volume: 1 }),
  ...more,
});

test("what a process tells of a server of another process is refused, and told to nobody", async () => {
  const honest = arrive(undefined, { shardIds: [0] });
  const liar = arrive(undefined, { shardIds: [1] });
  const told = await watch();
  liar.say(frame());
  expect(told).toEqual([]);
  expect(liar.refused).toEqual(["this process does not serve that server"]);
  honest.say(frame());
  expect(told).toMatchObject([{ player: { volume: 1 } }]);
});

test("a process that did not say that it has players tells nothing of them", async () => {
  arrive();
  const told = await watch();
  const stranger = botProcess();
  stranger.on(music.desk)(frame());
  expect(told).toEqual([]);
});

test("the player of another server is refused, told or answered", async () => {
  const other = snapshotLike({ guildId: OTHER_GUILD });
  let player = snapshotLike();
  const { say, refused } = arrive(() => seen(player));
  const told = await watch();
  say(frame({ player: other }));
  expect(told).toEqual([]);
  expect(refused).toHaveLength(1);
  player = other;
  await expect(music.see(ACTOR, PLACE)).rejects.toMatchObject({ code: "bot_away" });
  expect(told).toEqual([]);
});

test("a bot is in no server that it was not asked about", async () => {
  arrive(() => ({ kind: "guilds", guildIds: [GUILD, OTHER_GUILD] }));
  expect(await music.shared([GUILD])).toEqual(new Map([["main", [GUILD]]]));
});

test("a bot that never answers takes no turn from another", async () => {
  arrive((asked) => (asked.type === "ask" && asked.ask.kind === "watch" ? seen() : null));
  arrive(undefined, { cluster: "patron_1" });
  const actors = Array.from({ length: 200 }, (_, count) => ({ ...ACTOR, userId: String(count) }));
  const lookups = actors.flatMap((actor) =>
    Array.from({ length: 10 }, () => music.lookup(actor, PLACE, { lookup: "lyrics" }).catch(() => null)),
  );
  expect(await music.see(ACTOR, BESIDE)).toMatchObject({ may: ["skip"] });
  await expect(music.see(ACTOR, PLACE)).rejects.toMatchObject({ code: "bot_away" });
  clock.advance(10_000);
  await Promise.all(lookups);
  expect(await music.see(ACTOR, PLACE)).toMatchObject({ may: ["skip"] });
});

test("a process that says again and again that it has players is asked once", async () => {
  const { say, frames } = arrive();
  await watch();
  const before = frames.length;
  for (let times = 0; times < 100; times += 1) say({ type: "players", adapter: "test 1" });
  expect(frames).toHaveLength(before);
});

test("what is refused is not told back", () => {
  const { say, refused } = arrive();
  const word = "x".repeat(10_000);
  say({ type: "players", adapter: "test 1", [word]: 1 });
  say(frame({ player: { ...snapshotLike(), [word]: word } }));
  say(frame({ guildId: word }));
  say({ type: "answer", id: "1", answer: { kind: word } });
  say({ type: "invite", id: word, userId: word, name: word, guildId: word, guildName: word });
  expect(refused).toHaveLength(5);
  for (const message of refused) expect(message.length).toBeLessThan(200);
});

test("an answer of another kind than was asked for does nothing", async () => {
  const answers: Answer[] = [
    { kind: "guilds", guildIds: [GUILD] },
    { kind: "roles", roleIds: [GUILD] },
    { kind: "found", found: {} },
    { kind: "result", result: { outcome: "done", message: "", rev: null } },
  ];
  let answer: Answer = seen();
  arrive(() => answer);
  for (answer of answers) {
    await expect(music.see(ACTOR, PLACE)).rejects.toMatchObject({
      code: answer.kind === "result" ? "bot_failed" : "bot_away",
    });
    clock.advance(1_000);
  }
  for (answer of [seen(), ...answers.slice(0, 3)]) {
    const wish = { id: answer.kind, command: { action: "skip" }, seenRev: null } as const;
    expect(await music.command(ACTOR, PLACE, wish)).toMatchObject({ outcome: "expired" });
  }
  answer = seen();
  expect(await music.shared([GUILD])).toEqual(new Map([["main", []]]));
  expect(await music.rolesOf(ACTOR.userId, GUILD)).toEqual([]);
});
