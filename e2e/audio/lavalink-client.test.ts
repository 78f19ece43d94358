import type { LavalinkManager, Player } from "lavalink-client";
import { afterEach, expect, test } from "vitest";
import { type FollowOptions, followNodes } from "../../bot-plugin/src/adapters/lavalink-client.ts";
import { openLavalinkClient } from "../fake-lavalink/clients.ts";
import {
  type FakeLavalink,
  type FakeLavalinkOptions,
  startFakeLavalink,
} from "../fake-lavalink/fake-lavalink.ts";
import { trackOf } from "../fake-lavalink/tracks.ts";
import { until } from "../support/until.ts";
import { handedOf, openPool } from "./scripted-pool.ts";

/** As the wire takes them. */
const [A, B, C] = ["aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"] as const;
const SOME_CHANNEL = "275928847299117063";
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

const startBot = async (more: Partial<FollowOptions> = {}) => {
  const client = await openLavalinkClient({});
  const pool = openPool();
  const followed = followNodes(client.manager, { ...pool.options, ...more });
  const { manager } = client;
  // The library waits for no end of a move, and a node that goes meanwhile would be an error of nobody.
  const isMoving = (player: Player) => player.getData("internal_nodeChanging") === true;
  const quiet = () => until("nobody moves", () => ![...manager.players.values()].some(isMoving));
  closers.push(client.close, quiet, followed.close);
  return { manager, pool, followed, join: client.join, nodes: () => manager.nodeManager.nodes };
};

const ready = (manager: LavalinkManager, ...ids: readonly string[]) =>
  until(`${ids} are ready`, () =>
    ids.every(
      (id) => manager.nodeManager.nodes.get(id)?.connected && manager.nodeManager.nodes.get(id)?.sessionId,
    ),
  );

/** A player that chose no node, with its voice on the node that it got. */
const enter = async (manager: LavalinkManager, guildId: string): Promise<Player> => {
  const player = manager.createPlayer({ guildId, voiceChannelId: SOME_CHANNEL });
  await player.connect();
  await until("the voice is there", () => Boolean(player.voice.token));
  return player;
};

const play = async (player: Player, identifier: string) => {
  const track = trackOf({ identifier });
  await player.play({ track: { encoded: track.encoded } });
};

const guildsOn = (node: FakeLavalink) => node.players().map((player) => player["guildId"]);

test("a node that appears is used for new players, the best one first, though the bot began with none", async () => {
  const [one, two] = [await startNode(), await startNode()];
  const { manager, pool } = await startBot();
  expect(manager.initiated).toBe(false);
  pool.hand(handedOf(one, A, { score: 50 }));
  await ready(manager, A);
  await until("the library has started", () => manager.initiated);
  expect((await enter(manager, "1")).node.id).toBe(A);
  pool.hand(handedOf(one, A, { score: 50 }), handedOf(two, B, { score: 5 }));
  await ready(manager, B);
  expect((await enter(manager, "2")).node.id).toBe(B);
});

test("from a node that drains its players move, with their music, and new ones go elsewhere", async () => {
  const [one, two] = [await startNode(), await startNode()];
  const { manager, pool } = await startBot();
  pool.hand(handedOf(one, A));
  await ready(manager, A);
  for (const guild of ["1", "2", "3"]) await play(await enter(manager, guild), `song-${guild}`);
  pool.hand(handedOf(one, A, { state: "draining" }), handedOf(two, B, { score: 90 }));
  await until("all have moved", () => guildsOn(two).length === 3 && guildsOn(one).length === 0);
  const tracks = () => two.players().map((player) => JSON.stringify(player["track"]));
  await until("their music goes on", () => tracks().every((track) => track.includes("song-")));
  expect((await enter(manager, "4")).node.id).toBe(B);
  expect(manager.createPlayer({ guildId: "5", voiceChannelId: SOME_CHANNEL, node: A }).node.id).toBe(B);
  expect(manager.nodeManager.nodes.has(A)).toBe(true);
});

test("the host's own choice of a good node stands", async () => {
  const [one, two] = [await startNode(), await startNode()];
  const { manager, pool, join } = await startBot();
  pool.hand(handedOf(one, A, { score: 1 }), handedOf(two, B, { score: 90 }));
  await ready(manager, A, B);
  expect((await join("1", B)).node.id).toBe(B);
});

test("a node that is gone is deleted once its players have moved", async () => {
  const [one, two] = [await startNode(), await startNode()];
  const { manager, pool, nodes } = await startBot();
  pool.hand(handedOf(one, A, { score: 1 }), handedOf(two, B));
  await ready(manager, A, B);
  await play(await enter(manager, "1"), "song");
  pool.hand(handedOf(two, B));
  await until("it is deleted", () => !nodes().has(A));
  expect(manager.players.get("1")?.node.id).toBe(B);
  expect(guildsOn(two)).toEqual(["1"]);
});

test("players of a node that died move once it is taken from the pool", async () => {
  const [one, two] = [await startNode(), await startNode()];
  const { manager, pool, nodes } = await startBot();
  pool.hand(handedOf(one, A, { score: 1 }), handedOf(two, B));
  await ready(manager, A, B);
  await play(await enter(manager, "1"), "song");
  await one.die();
  pool.hand(handedOf(two, B));
  await until("its player moved", () => guildsOn(two).length === 1);
  await until("it is deleted", () => !nodes().has(A));
});

test("players of a node that answers no more move all the same", async () => {
  const [one, two] = [await startNode(), await startNode()];
  const { manager, pool, nodes } = await startBot({ nodeOptions: { requestSignalTimeoutMS: 500 } });
  pool.hand(handedOf(one, A, { score: 1 }), handedOf(two, B));
  await ready(manager, A, B);
  await play(await enter(manager, "1"), "song");
  one.hang();
  pool.hand(handedOf(two, B));
  await until("its player moved", () => guildsOn(two).length === 1, 20_000);
  await until("it is deleted", () => !nodes().has(A));
  one.wake();
});

test("at another address, and with another password, its players go on", async () => {
  const [one, two] = [await startNode(), await startNode()];
  const { manager, pool, followed } = await startBot();
  pool.hand(handedOf(one, A));
  await ready(manager, A);
  await play(await enter(manager, "1"), "song");
  pool.hand(handedOf(two, A));
  await until("its player is there", () => guildsOn(two).length === 1 && guildsOn(one).length === 0);
  await until("one connection is left", () => manager.nodeManager.nodes.size === 1);
  expect(followed.nodes().map(({ id, isReady, players }) => ({ id, isReady, players }))).toEqual([
    { id: A, isReady: true, players: 1 },
  ]);
});

test("a node that dies and comes back is used again, though the library has given it up", async () => {
  const one = await startNode();
  const { manager, pool, followed } = await startBot({ nodeOptions: { retryAmount: 1, retryDelay: 50 } });
  pool.hand(handedOf(one, A));
  await ready(manager, A);
  await one.die();
  await until("the library gave it up", () => !manager.nodeManager.nodes.has(A));
  await one.revive();
  await until("it is connected again", () => followed.nodes()[0]?.isReady === true, 20_000);
  expect((await enter(manager, "1")).node.id).toBe(followed.nodes()[0]?.key);
});

test("without a number of tries of the host's own, players wait for their node", async () => {
  const one = await startNode();
  const { manager, pool } = await startBot({ nodeOptions: { retryDelay: 50 } });
  pool.hand(handedOf(one, A));
  await ready(manager, A);
  await enter(manager, "1");
  await one.die();
  await until("it tried often", () => (manager.nodeManager.nodes.get(A)?.reconnectionAttemptCount ?? 0) > 10);
  expect(manager.players.get("1")?.node.id).toBe(A);
  await one.revive();
  await ready(manager, A);
});

test("a node that is not there does not end the process, and is said without its password", async () => {
  const one = await startNode();
  const { pool, nodes } = await startBot({ nodeOptions: { retryDelay: 50 } });
  await one.die();
  pool.hand(handedOf(one, A));
  await until("it is said", () => pool.said.length > 0, 25_000);
  expect(pool.said.join()).toContain(A);
  expect(pool.said.join()).not.toContain(one.password);
  expect(nodes().has(A)).toBe(true);
});

test("errors of nodes do not end the process, after the end of the pool neither", async () => {
  const { manager, followed } = await startBot();
  const { nodeManager } = manager;
  const err = () => Reflect.apply(nodeManager.emit, nodeManager, ["error", {}, new Error("no node")]);
  // The harness listens too; a host may not.
  const [ofHarness] = nodeManager.rawListeners("error");
  Reflect.apply(nodeManager.off, nodeManager, ["error", ofHarness]);
  expect(err).not.toThrow();
  followed.close();
  expect(err).not.toThrow();
  expect(nodeManager.listenerCount("error")).toBe(1);
});

test.each([
  ["forbidden", "403"],
  ["rate_limited", "too many retries on ratelimit"],
  ["blocked", "Sign in to confirm"],
] as const)("tracks that a source turns away are told (%s)", async (limit, text) => {
  const one = await startNode();
  const { manager, pool } = await startBot();
  pool.hand(handedOf(one, A));
  await ready(manager, A);
  one.limitSource("youtube", limit);
  await play(await enter(manager, "1"), "song");
  await play(await enter(manager, "2"), "song");
  await until("it is told", () => pool.failures(A).length === 2, TELL_PATIENCE_MS);
  expect(pool.failures(A).every((told) => told.includes(text))).toBe(true);
  const guilds = pool.observed(A).flatMap(({ outcomes }) => outcomes?.["youtube"]?.failed ?? []);
  expect(guilds.flatMap((failure) => failure.guilds).sort()).toEqual(["1", "2"]);
  expect(pool.observed(A).every(({ outcomes }) => (outcomes?.["youtube"]?.ok ?? 0) === 0)).toBe(true);
});

test("searches that a source turns away are told", async () => {
  const one = await startNode();
  const { manager, pool } = await startBot();
  pool.hand(handedOf(one, A));
  await ready(manager, A);
  one.limitLoads("youtube", "blocked");
  const player = await enter(manager, "1");
  const found = await player.search({ query: "song", source: "ytsearch" }, null);
  expect(found.loadType).toBe("error");
  await until("it is told", () => pool.failures(A).length === 1, TELL_PATIENCE_MS);
  expect(pool.failures(A)[0]).toContain("Sign in to confirm");
});

test("voice that Discord closed for want of encryption is counted, and stats, players and connection are told", async () => {
  const [one, old] = [await startNode(), await startNode({ version: "4.1.1" })];
  const { manager, pool } = await startBot();
  pool.hand(handedOf(one, A, { score: 90 }), handedOf(old, C));
  await ready(manager, A, C);
  await play(await enter(manager, "1"), "song");
  old.closeVoice("1", 4017);
  old.tellStats();
  const told = await until(
    "it is told",
    () => pool.observed(C).find(({ tooOldCloses }) => (tooOldCloses ?? 0) > 0),
    TELL_PATIENCE_MS,
  );
  expect(told).toMatchObject({ isConnected: true, players: 1, stats: { players: 1 } });
});
