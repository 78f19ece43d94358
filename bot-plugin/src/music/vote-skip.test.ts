import { expect, test } from "vitest";
import { item, resultIn, seenIn, standingBot } from "./test-music.ts";
import { BEN, CYD, facts } from "./test-people.ts";

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
