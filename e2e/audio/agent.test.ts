import { afterEach, beforeEach, expect, test } from "vitest";
import type { NodeList, StaffNode } from "#protocol/audio-view.ts";
import { type FakeLavalink, startFakeLavalink } from "../fake-lavalink/fake-lavalink.ts";
import { shardlight } from "../support/cli.ts";
import { ask } from "../support/http.ts";
import { type AgentProcess, startAgent } from "../support/node-agent.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const NODE_PASSWORD = "node_password_hush";
/** The shortest lease there is: the agent looks every 2.5 s. */
const ENV = { CLUSTERS: "main:1", PASSPHRASE: "passphrase_hush", AUDIO_LEASE: "10" };

let server: TestServer;
let node: FakeLavalink;
let agent: AgentProcess;
let announceToken: string;
let opsToken: string;

const token = async (scope: string) => {
  const words = ["token", "create", "--scope", scope, "--pool", "main"];
  const told = await shardlight(words, { ...ENV, DATABASE_PATH: server.databasePath }, server.dir);
  expect(told, told.stderr).toMatchObject({ code: 0 });
  return told.stdout;
};

const start = (more: Record<string, string> = {}) =>
  startAgent({
    SHARDLIGHT_URL: server.url,
    SHARDLIGHT_TOKEN: announceToken,
    NODE_ADDRESS: node.url,
    NODE_PASSWORD,
    NODE_NAME: "n1",
    ...more,
  });

beforeEach(async () => {
  server = await startServer(ENV);
  node = await startFakeLavalink({ password: NODE_PASSWORD });
  announceToken = await token("announce");
  opsToken = await token("ops");
});

afterEach(async () => {
  await agent.kill();
  await node.close();
  await server.dispose();
});

const nodes = async (): Promise<readonly StaffNode[]> => {
  const headers = { authorization: `Bearer ${opsToken}` };
  const list = (await ask(server.url, "/api/v1/audio/nodes", { headers })).json<NodeList>();
  return list.visible === "all" ? list.nodes : [];
};
const untilNode = (what: string, isSo: (node: StaffNode) => boolean) =>
  until(
    what,
    async () => {
      const [first] = await nodes();
      return first !== undefined && isSo(first) && first;
    },
    30_000,
  );
const said = (words: RegExp) => until(`it says ${words}`, () => words.test(agent.output()), 30_000);
const leaksNothing = () => {
  for (const secret of [NODE_PASSWORD, announceToken]) expect(agent.output()).not.toContain(secret);
};

test("a node is announced, watched through the server's restart, and withdrawn", async () => {
  agent = start({ NODE_LABEL: "One", NODE_REGION: "eu" });
  const first = await untilNode("active", ({ state }) => state === "active");
  expect(first).toMatchObject({
    name: "n1",
    label: "One",
    region: "eu",
    address: node.url,
    agent: { isHeard: true },
  });
  await said(/node n1 of pool main is active now/);
  await server.kill();
  await said(/cannot be reached/);
  await server.restart();
  await said(/is reached again/);
  const again = await untilNode("heard again", (it) => it.agent?.isHeard === true && it.state === "active");
  expect(again.id).toBe(first.id);
  agent.signal("SIGTERM");
  expect(await agent.ended).toEqual({ code: 0, signal: null });
  await untilNode("withdrawn", ({ state, agent: its }) => state === "announced" && its?.isHeard === false);
  leaksNothing();
});

test("a node that dies is told by its agent, and so is its return", async () => {
  agent = start();
  await said(/answers: lavalink 4\.2\.2/);
  await untilNode("active", ({ state }) => state === "active");
  await node.die();
  await said(/node n1 of pool main does not answer at /);
  await untilNode("unreachable", ({ trouble }) => trouble === "unreachable");
  await node.revive();
  await untilNode("active again", ({ state, trouble }) => state === "active" && trouble === null);
  await said(/answers: lavalink 4\.2\.2[\s\S]*does not answer at[\s\S]*answers: lavalink 4\.2\.2/);
  leaksNothing();
});

test("a wrong password is seen and said", async () => {
  agent = start({ NODE_PASSWORD: "wrong_password_hush" });
  await said(/does not take its password/);
  await untilNode("wrong password", ({ trouble }) => trouble === "wrong_password");
  expect(agent.output()).not.toContain("hush");
});

test("a token for something else is refused, and said with what to do", async () => {
  agent = start({ SHARDLIGHT_TOKEN: opsToken });
  await said(/does not take this token \(HTTP 403\): set one of the server with scope announce/);
  expect(await nodes()).toEqual([]);
  expect(agent.output()).not.toContain(opsToken);
});

test("a node that operations retire is left alone, and said so", async () => {
  agent = start();
  const { id } = await untilNode("active", ({ state }) => state === "active");
  const headers = { authorization: `Bearer ${opsToken}`, "content-type": "application/json" };
  const retire = (action: string) =>
    ask(server.url, `/api/v1/audio/nodes/${id}`, {
      method: "PATCH",
      headers,
      body: JSON.stringify({ action }),
    });
  expect((await retire("retire")).status).toBe(200);
  await said(/node n1 of pool main is retired now/);
  expect((await retire("return")).status).toBe(200);
  await said(/node n1 of pool main is (?:announced|probing) now/);
  leaksNothing();
});
