import { expect, test } from "vitest";
import { type HandedNode, type ObserveFrame, observeFrameSchema } from "../protocol/audio-link.ts";
import { ChannelHub } from "../transport/channel.ts";
import { type FollowNodesOptions, followPools } from "./follow-pools.ts";
import { HandTiming, handed, PaperLibrary } from "./test-nodes.ts";

/** As the wire takes them. */
const ID = "0123456789ab";

const following = (pools: readonly string[] = ["eu"]) => {
  const sent: object[] = [];
  const said: string[] = [];
  const hub = new ChannelHub((frame) => sent.push(frame));
  const library = new PaperLibrary();
  const timing = new HandTiming();
  const say = (message: string) => void said.push(message);
  const logger = { info: say, warn: say, error: say };
  const followed = followPools(library, { shardlight: { channel: hub }, pools, logger }, timing);
  return {
    sent,
    said,
    hub,
    library,
    timing,
    followed,
    hand: (nodes: readonly HandedNode[], pool = "eu") =>
      hub.hear({ type: "nodes", pool, isWhole: true, nodes: [...nodes], gone: [] }),
    change: (nodes: readonly HandedNode[], gone: readonly string[] = []) =>
      hub.hear({ type: "nodes", pool: "eu", isWhole: false, nodes: [...nodes], gone: [...gone] }),
    observed: () =>
      sent.filter((frame): frame is ObserveFrame => observeFrameSchema.safeParse(frame).success),
    keys: () => [...library.nodes.keys()],
  };
};

/** Options as a host without types may write them. */
const asWritten = (options: object) => options as FollowNodesOptions;

const standing = (pools?: readonly string[]) => {
  const bot = following(pools);
  bot.hub.follow(["audio"]);
  return bot;
};

test("it subscribes whenever the link stands, and not where the server knows no audio nodes", () => {
  const { hub, sent, said } = following();
  hub.follow([]);
  expect(sent).toEqual([]);
  expect(said.join()).toContain("a newer one is needed");
  hub.follow(["audio"]);
  hub.follow(null);
  hub.follow(["audio"]);
  hub.follow([]);
  expect(said).toHaveLength(2);
  expect(sent).toEqual([
    { type: "subscribe", pools: ["eu"] },
    { type: "subscribe", pools: ["eu"] },
  ]);
});

test("two who follow over one link do not take each other's pools", () => {
  const { hub, sent } = standing(["eu"]);
  const other = followPools(
    new PaperLibrary(),
    { shardlight: { channel: hub }, pool: "us", logger: null },
    new HandTiming(),
  );
  expect(sent.at(-1)).toEqual({ type: "subscribe", pools: ["eu", "us"] });
  other.close();
  expect(sent.at(-1)).toEqual({ type: "subscribe", pools: ["eu"] });
});

test("a server that knows no audio nodes is told nothing at the end either", () => {
  const { hub, sent, followed } = following();
  hub.follow([]);
  followed.close();
  expect(sent).toEqual([]);
});

test("a host that forgot what attachShardlight returned is told, and nothing is thrown", () => {
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  const options: object = { pool: "eu", logger: { info: say, warn: say, error: say } };
  const followed = followPools(new PaperLibrary(), asWritten(options), new HandTiming());
  expect(said.join()).toContain("`shardlight`");
  expect(followed.nodes()).toEqual([]);
  followed.close();
});

test("nodes of the pool are added, and those of other pools are not", () => {
  const { hand, keys } = standing();
  hand([handed("a")]);
  hand([handed("z")], "other");
  expect(keys()).toEqual(["a"]);
});

test("changes go on from what is known, and a whole list replaces it", () => {
  const { hand, change, keys } = standing();
  hand([handed("a"), handed("b")]);
  change([handed("c")], ["b"]);
  expect(keys()).toEqual(["a", "c"]);
  hand([handed("c")]);
  expect(keys()).toEqual(["c"]);
});

test("a list of one pool leaves the nodes of another alone", () => {
  const { hand, keys } = standing(["eu", "us"]);
  hand([handed("a")], "eu");
  hand([handed("b")], "us");
  hand([], "eu");
  expect(keys()).toEqual(["b"]);
});

test("while the link is away the nodes stay", async () => {
  const { hand, keys, hub, timing } = standing();
  hand([handed("a")]);
  hub.follow(null);
  await timing.pass(600_000);
  expect(keys()).toEqual(["a"]);
});

test("a library that must know the bot first gets the nodes once it does", async () => {
  const { hand, keys, library, timing } = standing();
  library.hasStarted = false;
  hand([handed("a")]);
  expect(keys()).toEqual([]);
  library.hasStarted = true;
  await timing.pass(1_000);
  expect(keys()).toEqual(["a"]);
});

test("new players go to the best node that is connected", () => {
  const { hand, library } = standing();
  hand([handed("a", { score: 5 }), handed("b", { score: 20 }), handed("c", { score: 30 })]);
  expect(library.pool?.choose()).toBe("a");
  library.remove("a");
  expect(library.pool?.choose()).toBe("b");
});

test("players move away from a node that drains, five at a time, and it stays", async () => {
  const { hand, change, library, timing, keys } = standing();
  hand([handed("a"), handed("b", { score: 80 })]);
  for (let guild = 0; guild < 23; guild += 1) library.playersAt.set(String(guild), "a");
  change([handed("a", { state: "draining" })]);
  expect(library.pool?.accepts("a")).toBe(false);
  await timing.pass(1_000);
  await expect.poll(() => library.players("b")).toHaveLength(23);
  expect(library.mostMovesAtOnce).toBe(5);
  expect(keys()).toEqual(["a", "b"]);
});

test("where there is no other node, players stay on one that drains", async () => {
  const { hand, library, timing } = standing();
  hand([handed("a", { state: "draining" })]);
  library.playersAt.set("1", "a");
  await timing.pass(120_000);
  expect(library.players("a")).toEqual(["1"]);
});

test("a move that fails is tried again", async () => {
  const { hand, library, timing } = standing();
  library.refuses = true;
  hand([handed("a", { state: "draining" }), handed("b")]);
  library.playersAt.set("1", "a");
  await timing.pass(3_000);
  expect(library.players("a")).toEqual(["1"]);
  library.refuses = false;
  await timing.pass(6_000);
  expect(library.players("b")).toEqual(["1"]);
});

test("a node that went is removed once its players have moved", async () => {
  const { hand, change, library, timing, keys } = standing();
  hand([handed("a"), handed("b")]);
  library.playersAt.set("1", "a");
  change([], ["a"]);
  expect(keys()).toEqual(["a", "b"]);
  await timing.pass(2_000);
  expect(library.players("b")).toEqual(["1"]);
  expect(keys()).toEqual(["b"]);
});

test("players that find no other node end a minute after theirs went", async () => {
  const { hand, library, timing, keys } = standing();
  hand([handed("a")]);
  library.playersAt.set("1", "a");
  hand([]);
  await timing.pass(58_000);
  expect(library.players("a")).toEqual(["1"]);
  await timing.pass(3_000);
  expect(keys()).toEqual([]);
});

test("a node that comes back in time goes on where it was", async () => {
  const { hand, library, timing, keys } = standing();
  hand([handed("a")]);
  library.playersAt.set("1", "a");
  hand([]);
  await timing.pass(30_000);
  hand([handed("a")]);
  await timing.pass(120_000);
  expect(keys()).toEqual(["a"]);
  expect(library.players("a")).toEqual(["1"]);
});

test("at another address it is connected anew, and its players move there", async () => {
  const { hand, library, timing, followed } = standing();
  hand([handed("a")]);
  library.playersAt.set("1", "a");
  hand([handed("a", { host: "10.0.0.99" })]);
  await timing.pass(2_000);
  expect([...library.nodes.values()].map(({ node }) => node.host)).toEqual(["10.0.0.99"]);
  expect(library.players(followed.nodes()[0]?.key ?? "")).toEqual(["1"]);
});

test("a node that the library gave up is added again, under a name of its own", async () => {
  const { hand, library, timing, keys } = standing();
  hand([handed("a")]);
  await timing.pass(10_000);
  library.remove("a");
  await timing.pass(1_000);
  expect(keys()).toEqual(["a~2"]);
  library.remove("a~2");
  await timing.pass(3_000);
  expect(keys()).toEqual([]);
  await timing.pass(3_000);
  expect(keys()).toEqual(["a~3"]);
});

test("a connection that does not stand is said once, without the password, and so is its end", async () => {
  const { hand, library, timing, said } = standing();
  library.connects = false;
  hand([handed("a")]);
  await timing.pass(60_000);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain("the audio node a is not connected");
  hand([handed("a", { port: 2334 })]);
  expect(said).toHaveLength(1);
  for (const node of library.nodes.values()) node.isReady = true;
  await timing.pass(5_000);
  expect(said).toHaveLength(2);
  expect(said.join()).not.toContain("hush");
});

test("a subscription that is refused is said, and the nodes stay", () => {
  const { hand, hub, said, keys } = standing();
  hand([handed("a")]);
  const message = "make a token with scope nodes";
  for (const _ of [1, 2]) {
    hub.hear({ type: "refused", asked: "subscribe", about: "eu", code: "forbidden", message });
  }
  expect(said).toEqual([`[shardlight] no audio nodes of the pool eu: ${message}`]);
  expect(keys()).toEqual(["a"]);
});

test("what is met is told within 5 s, and everything at least every 30 s", async () => {
  const { hand, library, timing, observed, sent } = standing();
  hand([handed(ID)]);
  await timing.pass(5_000);
  expect(observed().at(-1)?.nodes).toEqual([{ id: ID, isConnected: true, players: 0 }]);
  sent.length = 0;
  await timing.pass(20_000);
  expect(observed()).toEqual([]);
  const track = { info: { sourceName: "youtube" } };
  const exception = { message: "Sign in", severity: "common", cause: "" };
  library.pool?.heard(ID, { op: "event", type: "TrackStartEvent", guildId: "7", track });
  library.pool?.heard(ID, { op: "event", type: "TrackExceptionEvent", guildId: "7", track, exception });
  library.pool?.heard(ID, { op: "event", type: "WebSocketClosedEvent", guildId: "7", code: 4017 });
  library.pool?.loadFailed(ID, "ytsearch:x", { loadType: "error", data: exception });
  await timing.pass(5_000);
  expect(observed().at(-1)?.nodes).toEqual([
    {
      id: ID,
      isConnected: true,
      players: 0,
      tooOldCloses: 1,
      outcomes: { youtube: { ok: 0, failed: [{ text: "Sign in", count: 2, guilds: ["7"] }] } },
    },
  ]);
  sent.length = 0;
  await timing.pass(31_000);
  expect(observed()).toHaveLength(1);
});

test("what came out long before the link stood again is not told", async () => {
  const { hand, library, timing, observed, hub, sent } = standing();
  hand([handed(ID)]);
  await timing.pass(5_000);
  hub.follow(null);
  library.pool?.loadFailed(ID, "ytsearch:x", { loadType: "error", data: { message: "429" } });
  await timing.pass(120_000);
  hub.follow(["audio"]);
  sent.length = 0;
  await timing.pass(5_000);
  expect(observed().flatMap(({ nodes }) => nodes)).toEqual([{ id: ID, isConnected: true, players: 0 }]);
});

test("a library that throws is said once, and concerns nobody else", async () => {
  const { hand, library, timing, said } = standing();
  library.players = () => {
    throw new Error("boom");
  };
  expect(() => hand([handed("a"), handed("b", { state: "draining" })])).not.toThrow();
  await timing.pass(20_000);
  expect(said).toHaveLength(1);
});

test("the host sees the nodes, the best first, and no password", () => {
  const { hand, followed } = standing();
  hand([handed("a", { score: 50 }), handed("b", { score: 1 })]);
  expect(followed.nodes().map(({ key, isReady }) => `${key} ${isReady}`)).toEqual(["b true", "a true"]);
  expect(JSON.stringify(followed.nodes())).not.toContain("hush");
});

test("after its end nothing is followed, and the library keeps its nodes", async () => {
  const { hand, followed, keys, sent, timing } = standing();
  hand([handed("a")]);
  followed.close();
  hand([handed("b")]);
  sent.length = 0;
  await timing.pass(60_000);
  expect(keys()).toEqual(["a"]);
  expect(sent).toEqual([]);
});
