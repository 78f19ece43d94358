import { expect, test } from "vitest";
import { HandTiming } from "../audio/test-nodes.ts";
import { Notices } from "../transport/notices.ts";
import { Catalogue } from "./catalogue.ts";
import { guardedTiming } from "./guard.ts";
import { Polls } from "./polls.ts";
import { Revisions } from "./revisions.ts";
import { Stage } from "./stage.ts";
import { PaperPlayer, playing } from "./test-music.ts";
import { PaperMembers } from "./test-people.ts";
import { Watcher } from "./watcher.ts";

const GUILDS = Array.from({ length: 50 }, (_, number) => `813847887657${10_000 + number}`);

/** A process whose players are all watched, over a link that stands anew; each turn with whom it told of. */
const watchedPlayers = () => {
  const timing = new HandTiming();
  const turns: string[][] = [];
  const byTurns = {
    monotonic: () => timing.monotonic(),
    wall: () => timing.wall(),
    after: (delayMs: number, callback: () => void) =>
      timing.after(delayMs, () => {
        turns.push([]);
        callback();
      }),
  };
  const adapter = new PaperPlayer();
  const stage = new Stage({
    adapter,
    members: new PaperMembers(),
    catalogue: new Catalogue([], timing, () => {}),
    polls: new Polls(timing, () => {}),
    revisions: new Revisions(() => timing.wall()),
    skipRatio: 0.5,
  });
  const watcher = new Watcher({
    stage,
    timing: guardedTiming(byTurns, new Notices(null)),
    send: ({ type, guildId }) => type === "player" && turns.at(-1)?.push(guildId),
  });
  for (const guildId of GUILDS) {
    adapter.players.set(guildId, playing({ guildId }));
    watcher.watch(guildId, 1);
  }
  watcher.begin();
  return { adapter, timing, turns };
};

test("many players are told of bit by bit, so that the host goes on in between", async () => {
  const { timing, turns } = watchedPlayers();
  await timing.pass(50);
  expect(turns.flat()).toEqual(GUILDS);
  expect(Math.max(...turns.map(({ length }) => length))).toBeLessThanOrEqual(20);
});

test("a player that cannot be looked at costs nobody the others", async () => {
  const { adapter, timing, turns } = watchedPlayers();
  const [, broken] = GUILDS;
  const snapshot = adapter.snapshot.bind(adapter);
  adapter.snapshot = (guildId) => {
    if (guildId === broken) throw new Error("boom");
    return snapshot(guildId);
  };
  await timing.pass(50);
  expect(turns.flat()).toEqual(GUILDS.filter((guildId) => guildId !== broken));
});
