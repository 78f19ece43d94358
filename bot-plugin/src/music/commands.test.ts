import { expect, test } from "vitest";
import { item, musicBot, resultIn, seenIn, standingBot } from "./test-music.ts";
import { ANN, BEN, CHANNEL, CYD, facts } from "./test-people.ts";

const SKIP = { action: "skip" } as const;
const PAUSE = { action: "pause" } as const;

test("who may is obeyed, in their name, and told the revision after it", async () => {
  const { adapter, members, command, look } = standingBot();
  const { player } = seenIn(await look());
  adapter.does = async () => {
    adapter.change({ current: item("b"), queue: [] });
    return { outcome: "done", message: "skipped" };
  };
  members.known.set(ANN, facts({ name: "Ann" }));
  const { outcome, message, rev } = resultIn(await command(SKIP, { seenRev: player?.rev ?? null }));
  expect({ outcome, message }).toEqual({ outcome: "done", message: "skipped" });
  expect(rev).toBeGreaterThan(player?.rev ?? 0);
  expect(adapter.acts).toEqual([{ command: SKIP, requester: { id: ANN, name: "Ann" }, at: CHANNEL }]);
});

test("who may not is told why, and nothing is done", async () => {
  const { adapter, command } = standingBot();
  expect(resultIn(await command(PAUSE, { by: BEN }))).toMatchObject({
    outcome: "refused",
    message: expect.stringContaining("you are not alone here"),
  });
  expect(resultIn(await command(PAUSE, { by: "80351110224678999" })).message).toBe(
    "you are not a member of this server",
  );
  expect(adapter.acts).toEqual([]);
});

test("only who asked for an entry may remove it", async () => {
  const { adapter, command } = standingBot();
  expect(resultIn(await command({ action: "remove", uid: "b" })).outcome).toBe("refused");
  expect(resultIn(await command({ action: "remove", uid: "c" })).outcome).toBe("refused");
  expect(resultIn(await command({ action: "remove", uid: "gone" })).outcome).toBe("refused");
  expect(resultIn(await command({ action: "remove", uid: "b" }, { by: BEN })).outcome).toBe("done");
  expect(adapter.acts).toHaveLength(1);
});

test("DJs are those with the roles that the host named", async () => {
  const { members, command } = standingBot({ dj: { roleIds: ["70351110224678900"] } });
  members.known.set(BEN, facts({ roleIds: ["70351110224678900"] }));
  expect(resultIn(await command(PAUSE, { by: BEN })).outcome).toBe("done");
  expect(resultIn(await command(PAUSE, { by: CYD })).outcome).toBe("refused");
});

test("where DJs alone steer and there is no role, nobody but managers may", async () => {
  const { members, command } = standingBot({ dj: { isOnly: true } });
  expect(resultIn(await command(SKIP)).outcome).toBe("refused");
  members.known.set(ANN, facts({ isManager: true }));
  expect(resultIn(await command(SKIP)).outcome).toBe("done");
});

test("a skip or a seek that was meant for another track is refused", async () => {
  const { adapter, command, look } = standingBot();
  const seenRev = seenIn(await look()).player?.rev ?? null;
  adapter.change({ current: item("b", ANN), queue: [item("c", ANN)] });
  for (const wish of [SKIP, { action: "seek", positionMs: 1 } as const]) {
    expect(resultIn(await command(wish, { seenRev }))).toMatchObject({
      outcome: "refused",
      message: "the track has changed",
    });
  }
  expect(resultIn(await command({ action: "remove", uid: "c" }, { seenRev })).outcome).toBe("done");
  const nowRev = seenIn(await look()).player?.rev ?? null;
  adapter.change({ volume: 50 });
  expect(resultIn(await command(SKIP, { seenRev: nowRev })).outcome).toBe("done");
});

test("a track that changes while the bot looks up who they are is not skipped", async () => {
  const { adapter, members, timing, command, answerTo } = standingBot();
  let open = () => {};
  members.gate = new Promise((resolve) => {
    open = resolve;
  });
  expect(await command(SKIP, { id: "one" })).toBeNull();
  adapter.change({ current: item("b", ANN) });
  open();
  await timing.pass(0);
  expect(resultIn(answerTo("one")).message).toBe("the track has changed");
  expect(adapter.acts).toEqual([]);
});

test("what is asked again by the same id is told again, and done once", async () => {
  const { adapter, command } = standingBot();
  const first = resultIn(await command(SKIP, { id: "same" }));
  adapter.does = async () => ({ outcome: "failed", message: "no" });
  expect(resultIn(await command(SKIP, { id: "same" }))).toEqual(first);
  expect(adapter.acts).toHaveLength(1);
  for (let i = 0; i < 1_000; i += 1) await command({ action: "remove", uid: "b" }, { id: `more-${i}` });
  await command(SKIP, { id: "same" });
  expect(adapter.acts).toHaveLength(2);
});

test("what nobody waits for any more is not done", async () => {
  const { adapter, members, timing, command, answerTo } = standingBot();
  expect(resultIn(await command(SKIP, { expiresInMs: 0 })).message).toContain("too late");
  let open = () => {};
  members.gate = new Promise((resolve) => {
    open = resolve;
  });
  expect(await command(SKIP, { id: "slow", expiresInMs: 300 })).toBeNull();
  await timing.pass(300);
  expect(resultIn(answerTo("slow")).message).toContain("too late");
  open();
  await timing.pass(0);
  expect(adapter.acts).toEqual([]);
});

test("what is decided too late, for the process stood still meanwhile, is not done", async () => {
  const bot = standingBot({
    mayCommand: () => {
      // Its timers have not fired yet.
      bot.timing.monotonic = () => 9_000_000;
      return true;
    },
  });
  expect(resultIn(await bot.command(SKIP)).message).toContain("too late");
  expect(bot.adapter.acts).toEqual([]);
});

test("one guild's commands are done one after the other, and not too many wait", async () => {
  const { adapter, timing, command, answerTo } = standingBot();
  const open: (() => void)[] = [];
  adapter.does = () => new Promise((resolve) => open.push(() => resolve({ outcome: "done", message: "ok" })));
  for (let i = 0; i < 20; i += 1) expect(await command(PAUSE, { id: `at-${i}` })).toBeNull();
  expect(resultIn(await command(PAUSE)).message).toContain("too much is asked");
  expect(adapter.acts).toHaveLength(1);
  open[0]?.();
  await timing.pass(0);
  expect(resultIn(answerTo("at-0")).outcome).toBe("done");
  expect(adapter.acts).toHaveLength(2);
});

test("a library that hangs does not hold up what comes later", async () => {
  const { adapter, timing, command, answerTo } = standingBot();
  adapter.does = () => new Promise(() => {});
  expect(await command(PAUSE, { id: "hangs" })).toBeNull();
  await timing.pass(10_000);
  expect(resultIn(answerTo("hangs")).outcome).toBe("failed");
  adapter.does = async () => ({ outcome: "done", message: "ok" });
  expect(resultIn(await command(PAUSE)).outcome).toBe("done");
});

test.each([
  ["throws", () => Promise.reject(new Error("secret-host refused"))],
  [
    "throws at once",
    () => {
      throw new Error("secret-host refused");
    },
  ],
])("a library that %s fails in words that tell nothing of it", async (_, does) => {
  const { adapter, said, command } = standingBot();
  adapter.does = does;
  expect(resultIn(await command(PAUSE))).toMatchObject({
    outcome: "failed",
    message: "the bot could not do that: look at the player",
  });
  await command(PAUSE);
  expect(said).toHaveLength(1);
});

test("words of a library that are too long are cut", async () => {
  const { adapter, command } = standingBot();
  adapter.does = async () => ({ outcome: "failed", message: "🎵".repeat(500) });
  const { message } = resultIn(await command(PAUSE));
  expect(message).toHaveLength(199);
  expect(message).toMatch(/^(🎵)+…$/u);
});

test("where nothing plays, who is in a voice channel may begin", async () => {
  const { adapter, members, hub, command, look } = musicBot();
  hub.follow(["music"]);
  adapter.channelId = null;
  members.known.set(ANN, facts());
  members.known.set(BEN, facts({ voiceChannelId: null }));
  expect(seenIn(await look())).toMatchObject({ player: null, may: ["play"] });
  expect(seenIn(await look(BEN)).may).toEqual([]);
  const play = { action: "play", query: "some song" } as const;
  expect(resultIn(await command(play)).outcome).toBe("done");
  expect(adapter.acts).toMatchObject([{ command: play, at: CHANNEL }]);
  expect(resultIn(await command(play, { by: BEN })).message).toContain("join a voice channel first");
});
