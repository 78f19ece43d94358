import { statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dialLink, hello } from "../../../server/links/test-link.ts";
import type { FakeLavalink } from "../../fake-lavalink/fake-lavalink.ts";
import { until } from "../../support/until.ts";
import type { AgentProcess } from "./agent.ts";
import { NODES_PATH } from "./operations.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
let node: FakeLavalink;
let agent: AgentProcess;
let id: string;

beforeAll(async () => {
  stage = await openStage();
  node = await stage.node();
  agent = stage.agent({ name: "one", node });
  ({ id } = await stage.operations.sees("one", ({ state }) => state === "active"));
});

afterAll(() => stage.close());

/** A bot's link, with all that it is told; it asks for the pool. */
const openLink = async (secret: string) => {
  const link = await dialLink(stage.server.url, { authorization: `Bearer ${secret}` });
  const heard: string[] = [];
  link.socket.on("message", (data) => heard.push(String(data)));
  link.send(hello("by-hand", { cluster: "astro", shardCount: 1, shardIds: [0] }));
  link.send({ type: "subscribe", pools: ["main"] });
  return {
    hears: (words: RegExp) => until(`it hears ${words}`, () => heard.some((frame) => words.test(frame))),
    heard,
    close: () => link.socket.terminate(),
  };
};
const agentHears = (words: RegExp) => until(`the agent hears ${words}`, () => words.test(agent.output()));
const patched = (token: string | null, path: string) =>
  stage.operations.ask(path, {
    method: "PATCH",
    headers: {
      "content-type": "application/json",
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ action: "retire" }),
  });

test("a password goes over the link to a bot whose token may read the pool, and to no other", async () => {
  const rightful = await openLink(await stage.token("report,nodes", "--cluster", "astro", "--pool", "main"));
  await rightful.hears(/"type":"nodes"/);
  expect(rightful.heard.join()).toContain(node.password);
  rightful.close();
  for (const words of [
    ["report", "--cluster", "astro"],
    ["report,nodes", "--cluster", "astro", "--pool", "island"],
  ]) {
    const other = await openLink(await stage.token(...words));
    await other.hears(/"refused".*"forbidden"/);
    stage.transcript.note("the link of a bot that may not", other.heard.join("\n"));
    other.close();
  }
});

test("notes are for staff, and what a person says of a source wins until it is taken back", async () => {
  const { operations, feed } = stage;
  const link = await openLink(await stage.token("report,nodes", "--cluster", "astro", "--pool", "main"));
  const told = await operations.patch(id, { note: "its disk is noisy", override: { youtube: "degraded" } });
  expect(told).toMatchObject({ note: "its disk is noisy", sources: { youtube: "degraded" } });
  expect(told.sourceDetails["youtube"]?.isOverridden).toBe(true);
  await feed.shows("one", ({ sources }) => sources?.["youtube"] === "degraded");
  await link.hears(/"limited":\["youtube"\]/);
  expect(JSON.stringify([await operations.publicNodes(), feed.nodes()])).not.toContain("noisy");
  const after = await operations.patch(id, { note: null, override: { youtube: null } });
  expect([after.note, after.sources["youtube"]]).toEqual([null, "unknown"]);
  link.close();
});

test("drained, returned, retired and returned again: the agent, the bots and the provisioner hear of each", async () => {
  const { operations, feed, provisioner } = stage;
  const link = await openLink(await stage.token("report,nodes", "--cluster", "astro", "--pool", "main"));
  const drained = await operations.patch(id, { action: "drain", end: "hold", reason: "a new kernel" });
  expect(drained).toMatchObject({ state: "draining", drain: { end: "hold" }, reason: "a new kernel" });
  await agentHears(/is draining now: a new kernel/);
  await link.hears(/"state":"draining"/);
  await feed.shows("one", ({ state }) => state === "draining");
  expect(await operations.patch(id, { action: "return" })).toMatchObject({ state: "active", drain: null });
  await agentHears(/is draining now.*is active now/s);
  expect(link.heard.join()).not.toContain(`"gone":["${id}"]`);
  await operations.patch(id, { action: "retire", reason: "too dear" });
  await agentHears(/is retired now: too dear/);
  await link.hears(new RegExp(`"gone":\\["${id}"\\]`));
  await until("the provisioner was told", () => provisioner.about("one").includes("node.retired"));
  expect(provisioner.told.at(-1)).toMatchObject({
    isSigned: true,
    data: { cause: "ops", reason: "too dear" },
  });
  await operations.patch(id, { action: "return", reason: "paid for" });
  await operations.sees("one", (one) => one.id === id && one.state === "active");
  await agentHears(/is retired now.*is active now/s);
  const { history = [] } = await operations.detail(id);
  expect(history.filter(({ cause }) => cause === "ops").map(({ to }) => to)).toEqual([
    "probing",
    "retired",
    "active",
    "draining",
  ]);
  link.close();
});

test("who has no token of operations for its pool steers no node, and learns of none", async () => {
  const path = `${NODES_PATH}/${id}`;
  const tokens = [
    await stage.token("nodes", "--pool", "main"),
    await stage.token("announce", "--pool", "main"),
    await stage.token("ops", "--pool", "island"),
  ];
  const answers = [await patched(null, path), await patched("slt_nothing", path)];
  for (const token of tokens) answers.push(await patched(token, path));
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 403, 403, 404]);
  expect((await stage.operations.detail(id)).node.state).toBe("active");
});

test("a node that is removed is gone with its history, and its agent is told", async () => {
  const { operations, feed } = stage;
  await operations.remove(id);
  expect((await operations.ask(`${NODES_PATH}/${id}`)).status).toBe(404);
  expect(await operations.nodes()).toEqual([]);
  await agentHears(/is retired now: it was removed/);
  await until("the page forgets it", () => feed.nodes().length === 0);
  expect(statSync(join(stage.server.dir, "secret.key")).mode & 0o777).toBe(0o600);
  expect(stage.leaks()).toEqual([]);
});
