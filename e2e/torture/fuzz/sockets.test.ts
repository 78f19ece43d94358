import { afterAll, beforeAll, expect, test } from "vitest";
import { PASSPHRASE } from "../holes/house.ts";
import { callLink } from "../holes/link-call.ts";
import { measure } from "../measure.ts";
import { Caller } from "./caller.ts";
import { drive } from "./drive.ts";
import { Grounds, SHARDS } from "./grounds.ts";
import { NodeCaller } from "./node-caller.ts";
import { nodeTalk } from "./node-talk.ts";
import { Onlooker } from "./onlooker.ts";
import { wishTalk } from "./player-talk.ts";
import { linkTalk, viewerTalk } from "./talk.ts";
import { WishCaller } from "./wish-caller.ts";

const LINK_FRAMES = measure({ short: 1_000, full: 22_000 });
const NODE_FRAMES = measure({ short: 1_000, full: 15_000 });
const WISH_FRAMES = measure({ short: 500, full: 8_000 });
const FEED_FRAMES = measure({ short: 250, full: 3_000 });
const PATIENCE_MS = measure({ short: 60_000, full: 240_000 });
/** The first fifth is the warm-up. */
const WARM_UP_RATIO = 0.2;

let grounds: Grounds;
beforeAll(async () => {
  grounds = await Grounds.open();
});
afterAll(() => grounds.close());

const counter = () => {
  let said = 0;
  const count = () => {
    said += 1;
    return said;
  };
  return { count, said: () => said };
};

test(`${LINK_FRAMES} frames of links, right ones and nonsense, are taken up to the first that is wrong, and no further`, {
  timeout: PATIENCE_MS + 60_000,
}, async () => {
  const { count, said } = counter();
  // One for each lane: a boot goes on where its last link ended.
  const callers = new Map<number, Caller>();
  const callerOf = (lane: number) => {
    const caller = callers.get(lane) ?? new Caller(grounds, count);
    callers.set(lane, caller);
    return caller;
  };
  await drive({
    grounds,
    cases: linkTalk,
    mostAtOnce: 120,
    speaker: callerOf,
    said,
    warmUp: LINK_FRAMES * WARM_UP_RATIO,
    all: LINK_FRAMES,
    patienceMs: PATIENCE_MS,
  });
  const hello = {
    type: "hello",
    protocol: 1,
    cluster: "linked",
    boot: "last",
    shardCount: SHARDS,
    shardIds: [0],
  };
  const welcomed = await callLink(grounds.house.server.url, `Bearer ${PASSPHRASE}`, hello);
  expect(welcomed).toEqual({ type: "welcome", protocol: 1, seq: -1, features: ["audio", "music"] });
});

test(`${NODE_FRAMES} frames of agents and bots about audio nodes and players, right ones and nonsense, break nothing and tell no secret`, {
  timeout: PATIENCE_MS + 60_000,
}, async () => {
  const { count, said } = counter();
  const callers = new Map<number, NodeCaller>();
  const callerOf = (lane: number) => {
    const caller = callers.get(lane) ?? new NodeCaller(grounds, count);
    callers.set(lane, caller);
    return caller;
  };
  await drive({
    grounds,
    cases: nodeTalk,
    mostAtOnce: 120,
    speaker: callerOf,
    said,
    warmUp: NODE_FRAMES * WARM_UP_RATIO,
    all: NODE_FRAMES,
    patienceMs: PATIENCE_MS,
  });
});

test(`${FEED_FRAMES} frames of viewers of Glance's feed change nothing and are answered with nothing`, {
  timeout: PATIENCE_MS + 60_000,
}, async () => {
  const { count, said } = counter();
  await drive({
    grounds,
    cases: viewerTalk,
    mostAtOnce: 60,
    speaker: () => new Onlooker(grounds, count),
    said,
    warmUp: FEED_FRAMES * WARM_UP_RATIO,
    all: FEED_FRAMES,
    patienceMs: PATIENCE_MS,
  });
});

test(`${WISH_FRAMES} frames of people who watch a player, right ones and nonsense, are answered each, and repeat nothing`, {
  timeout: PATIENCE_MS + 60_000,
}, async () => {
  const { count, said } = counter();
  await drive({
    grounds,
    cases: wishTalk,
    mostAtOnce: 60,
    speaker: () => new WishCaller(grounds, count),
    said,
    warmUp: WISH_FRAMES * WARM_UP_RATIO,
    all: WISH_FRAMES,
    patienceMs: PATIENCE_MS,
  });
});
