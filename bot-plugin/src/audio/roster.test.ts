import { expect, test } from "vitest";
import { standing } from "./test-following.ts";
import { handed } from "./test-nodes.ts";

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
