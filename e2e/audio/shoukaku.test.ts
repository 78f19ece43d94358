import type { Player } from "shoukaku";
import { afterEach, expect, test } from "vitest";
import { followNodes } from "../../bot-plugin/src/adapters/shoukaku.ts";
import { openShoukaku } from "../fake-lavalink/clients.ts";
import {
  type FakeLavalink,
  type FakeLavalinkOptions,
  startFakeLavalink,
} from "../fake-lavalink/fake-lavalink.ts";
import { trackOf } from "../fake-lavalink/tracks.ts";
import { until } from "../support/until.ts";
import { handedOf, openPool } from "./scripted-pool.ts";

/** As the wire takes them. */
const [A, B] = ["aaaaaaaaaaaa", "bbbbbbbbbbbb"] as const;
const TELL_PATIENCE_MS = 15_000;
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const startNode = async (options: FakeLavalinkOptions = {}): Promise<FakeLavalink> => {
  const node = await startFakeLavalink(options);
  closers.push(node.close);
  return node;
};

const startBot = (...given: [Parameters<typeof openShoukaku>[1]?]) => {
  const { shoukaku, join } = openShoukaku({}, ...given);
  const pool = openPool();
  const followed = followNodes(shoukaku, pool.options);
  // Removed by the library, a node would be connected anew.
  const drop = () => pool.hand();
  closers.push(followed.close, () => until("all is let go", () => shoukaku.nodes.size === 0, 5_000), drop);
  const leave = async () => {
    for (const guildId of [...shoukaku.players.keys()]) await shoukaku.leaveVoiceChannel(guildId);
  };
  closers.push(leave);
  const ready = (...ids: readonly string[]) =>
    until(`${ids} are ready`, () => ids.every((id) => shoukaku.nodes.get(id)?.sessionId));
  return { shoukaku, join, pool, followed, ready };
};

const play = (player: Player, identifier: string) =>
  player.playTrack({ track: { encoded: trackOf({ identifier }).encoded } });

const guildsOn = (node: FakeLavalink) => node.players().map((player) => player["guildId"]);

test("a node that appears is used for new players, the best one first among equals", async () => {
  const [one, two] = [await startNode(), await startNode()];
  const { pool, join, ready } = startBot();
  pool.hand(handedOf(one, A, { score: 50 }));
  await ready(A);
  expect((await join("1")).node.name).toBe(A);
  pool.hand(handedOf(one, A, { score: 50 }), handedOf(two, B, { score: 5 }));
  await ready(B);
  expect((await join("2")).node.name).toBe(B);
});

test("the host's own resolver chooses among the nodes that take players", async () => {
  const [one, two] = [await startNode(), await startNode()];
  const { pool, join, ready } = startBot({
    nodeResolver: (nodes) => [...nodes.values()].sort((a, b) => a.name.localeCompare(b.name))[0],
  });
  pool.hand(handedOf(one, A, { score: 50 }), handedOf(two, B, { score: 5 }));
  await ready(A, B);
  expect((await join("1")).node.name).toBe(A);
  pool.hand(handedOf(one, A, { state: "draining" }), handedOf(two, B));
  expect((await join("2")).node.name).toBe(B);
});

test("after its end the host's resolver is asked directly again", () => {
  const nodeResolver = () => undefined;
  const { shoukaku, followed } = startBot({ nodeResolver });
  expect(shoukaku.options.nodeResolver).not.toBe(nodeResolver);
  followed.close();
  expect(shoukaku.options.nodeResolver).toBe(nodeResolver);
});

test("errors of nodes do not end the process, after the end of the pool neither", () => {
  const { shoukaku, followed } = startBot();
  const err = () => shoukaku.emit("error", "a", new Error("no node"));
  // The harness listens too; a host may not.
  const [ofHarness] = shoukaku.rawListeners("error");
  Reflect.apply(shoukaku.off, shoukaku, ["error", ofHarness]);
  expect(err).not.toThrow();
  followed.close();
  expect(err).not.toThrow();
  expect(shoukaku.listenerCount("error")).toBe(1);
});

test("from a node that drains its players move, with their music, and new ones go elsewhere", async () => {
  const [one, two] = [await startNode(), await startNode()];
  const { shoukaku, pool, join, ready } = startBot();
  pool.hand(handedOf(one, A));
  await ready(A);
  for (const guild of ["1", "2", "3"]) await play(await join(guild), `song-${guild}`);
  pool.hand(handedOf(one, A, { state: "draining" }), handedOf(two, B, { score: 90 }));
  await until("all have moved", () => guildsOn(two).length === 3 && guildsOn(one).length === 0);
  const tracks = () => two.players().map((player) => JSON.stringify(player["track"]));
  await until("their music goes on", () => tracks().every((track) => track.includes("song-")));
  expect((await join("4")).node.name).toBe(B);
  expect(shoukaku.nodes.has(A)).toBe(true);
});

test("a node that is gone is let go for good once its players have moved", async () => {
  const [one, two] = [await startNode(), await startNode()];
  const { shoukaku, pool, join, ready } = startBot();
  pool.hand(handedOf(one, A));
  await ready(A);
  await play(await join("1"), "song");
  const { links } = one.seen;
  pool.hand(handedOf(two, B));
  await until("it is removed", () => !shoukaku.nodes.has(A));
  expect(guildsOn(two)).toEqual(["1"]);
  pool.hand(handedOf(two, B, { score: 80 }));
  await until(
    "its player is told",
    () => pool.observed(B).some(({ players }) => players === 1),
    TELL_PATIENCE_MS,
  );
  expect(one.seen.links).toBe(links);
});

test("players of a node that died move once it is taken from the pool", async () => {
  const [one, two] = [await startNode(), await startNode()];
  const { shoukaku, pool, join, ready } = startBot();
  pool.hand(handedOf(one, A));
  await ready(A);
  await play(await join("1"), "song");
  await one.die();
  pool.hand(handedOf(two, B));
  await until("its player moved", () => guildsOn(two).length === 1);
  await until("it is removed", () => !shoukaku.nodes.has(A));
});

test("at another address its players go on", async () => {
  const [one, two] = [await startNode(), await startNode()];
  const { shoukaku, pool, join, ready, followed } = startBot();
  pool.hand(handedOf(one, A));
  await ready(A);
  await play(await join("1"), "song");
  pool.hand(handedOf(two, A));
  await until("its player is there", () => guildsOn(two).length === 1 && guildsOn(one).length === 0);
  await until("one connection is left", () => shoukaku.nodes.size === 1);
  expect(followed.nodes()).toMatchObject([{ id: A, isReady: true, players: 1 }]);
});

test("a node that dies and comes back is used again, though the library has given it up", async () => {
  const one = await startNode();
  const { shoukaku, pool, join, ready, followed } = startBot({ reconnectTries: 2 });
  pool.hand(handedOf(one, A));
  await ready(A);
  await one.die();
  await until("the library gave it up", () => !shoukaku.nodes.has(A));
  await one.revive();
  await until("it is connected again", () => followed.nodes()[0]?.isReady === true, 20_000);
  expect((await join("1")).node.name).toBe(followed.nodes()[0]?.key);
});

test.each([
  ["forbidden", "403"],
  ["rate_limited", "too many retries on ratelimit"],
  ["blocked", "Sign in to confirm"],
] as const)("tracks and loads that a source turns away are told (%s)", async (limit, text) => {
  const one = await startNode();
  const { shoukaku, pool, join, ready } = startBot();
  pool.hand(handedOf(one, A));
  await ready(A);
  one.limitSource("youtube", limit);
  one.limitLoads("youtube", limit);
  await play(await join("1"), "song");
  expect((await shoukaku.nodes.get(A)?.rest.resolve("ytsearch:song"))?.loadType).toBe("error");
  await until("both are told", () => pool.failures(A).length === 2, TELL_PATIENCE_MS);
  expect(pool.failures(A).every((told) => told.includes(text))).toBe(true);
});

test("voice that Discord closed for want of encryption is counted, and stats are told", async () => {
  const one = await startNode({ version: "4.1.1" });
  const { pool, join, ready } = startBot();
  pool.hand(handedOf(one, A));
  await ready(A);
  await join("1");
  one.closeVoice("1", 4017);
  one.tellStats();
  const told = await until(
    "it is told",
    () => pool.observed(A).find(({ tooOldCloses }) => (tooOldCloses ?? 0) > 0),
    TELL_PATIENCE_MS,
  );
  expect(told).toMatchObject({ isConnected: true, players: 1, stats: { players: 1 } });
});
