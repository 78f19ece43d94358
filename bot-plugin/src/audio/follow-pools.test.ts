import { expect, test } from "vitest";
import { type FollowNodesOptions, followPools } from "./follow-pools.ts";
import { following, standing } from "./test-following.ts";
import { HandTiming, handed, PaperLibrary } from "./test-nodes.ts";

/** Options as a host without types may write them. */
const asWritten = (options: object) => options as FollowNodesOptions;

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

test("after its end the library tries no longer to reach nodes that it does not reach", () => {
  const { hand, followed, keys, library } = standing();
  library.connects = false;
  hand([handed("a"), handed("b"), handed("c")]);
  const reached = library.nodes.get("a");
  if (reached !== undefined) reached.isReady = true;
  library.playersAt.set("7", "c");
  followed.close();
  expect(keys()).toEqual(["a", "c"]);
});
