import { expect, test } from "vitest";
import { item, resultIn, seenIn, standingBot } from "./test-music.ts";
import { ANN, BEN, CYD, facts } from "./test-people.ts";

const SKIP = { action: "skip" } as const;

test("half of those who listen skip together", async () => {
  const { adapter, members, command, look, players, timing } = standingBot();
  adapter.change({ current: item("a") });
  expect(seenIn(await look(BEN))).toMatchObject({ isVoter: true, hasVoted: false });
  expect(resultIn(await command(SKIP, { by: BEN }))).toMatchObject({
    outcome: "done",
    message: "your vote counts: 1 of 2 to skip",
  });
  expect(resultIn(await command(SKIP, { by: BEN })).message).toContain("1 of 2");
  await timing.pass(50);
  expect(players().at(-1)?.player?.votes).toEqual({ have: 1, need: 2 });
  expect(adapter.acts).toEqual([]);
  expect(seenIn(await look(BEN)).hasVoted).toBe(true);
  expect(seenIn(await look(CYD))).toMatchObject({ isVoter: false, hasVoted: false });
  expect(resultIn(await command(SKIP, { by: CYD })).message).toBe("done");
  expect(adapter.acts).toHaveLength(1);
  members.known.clear();
});

test("who leaves the channel takes their vote along", async () => {
  const { adapter, members, command, look } = standingBot();
  adapter.change({ current: item("a") });
  members.known.set("80351110224678915", facts());
  members.known.set("80351110224678916", facts());
  await command(SKIP, { by: BEN });
  await command(SKIP, { by: CYD });
  expect(seenIn(await look()).player?.votes).toEqual({ have: 2, need: 3 });
  members.known.set(BEN, facts({ voiceChannelId: null }));
  expect(seenIn(await look()).player?.votes).toEqual({ have: 1, need: 2 });
});

test("votes are forgotten after a minute, and people are told", async () => {
  const { adapter, command, look, players, timing } = standingBot();
  adapter.change({ current: item("a") });
  await look();
  await command(SKIP, { by: BEN });
  await timing.pass(50);
  expect(players().at(-1)?.player?.votes).not.toBeNull();
  await timing.pass(60_100);
  expect(players().at(-1)?.player?.votes).toBeNull();
});

test("votes that are enough since others left skip at once, and once", async () => {
  const { adapter, members, command, timing } = standingBot();
  adapter.change({ current: item("a") });
  await command(SKIP, { by: BEN });
  members.enter(CYD, null);
  await timing.pass(0);
  expect(adapter.acts).toMatchObject([{ command: SKIP, requester: { id: BEN } }]);
  members.enter(ANN, null);
  await timing.pass(0);
  expect(adapter.acts).toHaveLength(1);
});

test("votes that are enough since others left skip no track that began meanwhile", async () => {
  const { adapter, members, command, timing } = standingBot();
  adapter.change({ current: item("a") });
  await command(SKIP, { by: BEN });
  members.known.set(ANN, facts({ isManager: true }));
  let open = () => {};
  adapter.does = () =>
    new Promise((resolve) => {
      open = () => resolve({ outcome: "done", message: "done" });
    });
  await command({ action: "pause" });
  members.enter(CYD, null);
  await timing.pass(0);
  adapter.change({ current: item("b") });
  open();
  await timing.pass(0);
  expect(adapter.acts.map(({ command: { action } }) => action)).toEqual(["pause"]);
});

test("the host's own rule is asked about votes that are enough since others left", async () => {
  const asked: unknown[] = [];
  const { adapter, members, command, timing } = standingBot({
    mayCommand: ({ userId, via, table }) => {
      asked.push([userId, via, table.kind]);
      return table.kind === "vote" ? null : "not today";
    },
  });
  adapter.change({ current: item("a") });
  await command(SKIP, { actor: { userId: BEN, via: "key" } });
  members.enter(CYD, null);
  await timing.pass(0);
  expect(asked).toEqual([
    [BEN, "key", "vote"],
    [BEN, "key", "allowed"],
  ]);
  expect(adapter.acts).toEqual([]);
});

test("a vote that is enough since others left while it was decided skips", async () => {
  let decide = () => {};
  const decided = new Promise<null>((resolve) => {
    decide = () => resolve(null);
  });
  const { adapter, members, command, timing, answerTo } = standingBot({ mayCommand: () => decided });
  adapter.change({ current: item("a") });
  expect(await command(SKIP, { by: BEN, id: "slow" })).toBeNull();
  members.enter(CYD, null);
  decide();
  await timing.pass(0);
  expect(resultIn(answerTo("slow")).message).toBe("done");
  expect(adapter.acts).toHaveLength(1);
});

test("votes for a skip do not count once more where the same track begins anew", async () => {
  const { adapter, command, look } = standingBot();
  adapter.change({ current: item("a") });
  await command(SKIP, { by: BEN });
  expect(resultIn(await command(SKIP, { by: CYD })).message).toBe("done");
  expect(seenIn(await look()).player?.votes).toBeNull();
});
