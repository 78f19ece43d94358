import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../support/until.ts";
import { type Company, gather } from "./company.ts";
import { openStage, type Stage } from "./stage.ts";
import { Times } from "./times.ts";

let stage: Stage;
let company: Company;
const times = new Times();

beforeAll(async () => {
  stage = await openStage();
  company = await gather(stage);
  await Promise.all([company.bring("one"), company.bring("two")]);
  await company.haveReady(["one", "two"]);
  await company.playAll("scsearch:all day");
});

afterAll(async () => {
  times.say();
  await stage.close();
});

test("a node that dies without a word is away, and those who heard it hear the other", async () => {
  const { operations, feed, provisioner } = stage;
  const listeners = await company.on("one");
  expect(listeners.length).toBeGreaterThan(1);
  const from = performance.now();
  await company.machine("one").node.die();
  const { id } = await operations.sees("one", ({ isAway }) => isAway, 30_000);
  times.since(from, "from the death of a node to its being away");
  await feed.shows("one", ({ isAway }) => isAway === true);
  expect((await operations.detail(id)).history?.[0]).toMatchObject({
    from: "active",
    to: "announced",
    cause: "silence",
  });
  await until(
    "all hear the other node",
    () => listeners.every((seat) => company.heard(seat, "two")?.["track"]),
    20_000,
  );
  times.since(from, "from the death of a node to its last player's music on another");
  await company.haveReady(["two"]);
  await company.haveForgotten(id);
  expect(provisioner.about("one")).toEqual(["node.announced"]);
});

test("when it is back it is the same node, and the bots have it again", async () => {
  const { operations, feed } = stage;
  const before = await operations.sees("one", ({ isAway }) => isAway);
  const from = performance.now();
  await company.machine("one").node.revive();
  const { id } = await operations.sees("one", ({ state }) => state === "active", 15_000);
  expect(id).toBe(before.id);
  await feed.shows("one", ({ state }) => state === "active");
  await company.haveReady(["one", "two"]);
  times.since(from, "from its return to both bots connected to it");
  expect(stage.leaks()).toEqual([]);
});
