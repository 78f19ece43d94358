import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { startNodeAgent } from "../../bot-plugin/src/audio/agent.ts";
import { startFakeLavalink } from "../fake-lavalink/fake-lavalink.ts";
import { startAgent } from "../support/node-agent.ts";
import { until } from "../support/until.ts";
import { openScriptedServer, type Script } from "./scripted-server.ts";

const PLUGIN_DIR = join(import.meta.dirname, "../../bot-plugin");
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const SECRETS = { SHARDLIGHT_TOKEN: "slt_token_hush", NODE_PASSWORD: "node_password_hush" };

/** Runs a program, beside the servers of this process. */
const ended = (program: string): Promise<{ status: unknown; stderr: string }> =>
  new Promise((resolve) => {
    const args = ["--input-type=module", "--eval", program];
    execFile(process.execPath, args, { timeout: 10_000 }, (error, _, stderr) =>
      resolve({ status: error === null ? 0 : (error.code ?? error.signal), stderr }),
    );
  });

/** The agent of a fake node, and a server by this script. */
const startAll = async (script: Script = {}, args: readonly string[] = []) => {
  const node = await startFakeLavalink({ password: SECRETS.NODE_PASSWORD });
  const server = await openScriptedServer(script);
  const env = { ...SECRETS, SHARDLIGHT_URL: server.url, NODE_ADDRESS: node.url, NODE_NAME: "n1" };
  const agent = startAgent(env, args);
  closers.push(node.close, server.close, agent.kill);
  const said = (words: string | RegExp) =>
    until(`it says ${words}`, () => agent.output().match(words) !== null);
  return { node, server, agent, said };
};

test("it says hello as an agent, announces its node with what it was given, and tells what a canary met", async () => {
  const more = ["--region", "eu", "--label", "One", "--canary", "ytsearch:x", "--reach-as"];
  const node = await startFakeLavalink({ password: SECRETS.NODE_PASSWORD });
  const server = await openScriptedServer();
  const env = { ...SECRETS, SHARDLIGHT_URL: server.url, NODE_NAME: "n1" };
  const agent = startAgent(env, [...more, node.url, "--address", "http://203.0.113.7:2333/"]);
  closers.push(node.close, server.close, agent.kill);
  node.limitLoads("youtube", "blocked");
  const youtube = await until("an outcome", () => {
    const told = server.frames.find((frame) => frame.type === "look" && frame.outcomes !== undefined);
    return told?.type === "look" && told.outcomes?.["youtube"];
  });
  expect(youtube).toMatchObject({ ok: 0, failed: [{ count: 1, guilds: [] }] });
  expect(youtube.failed[0]?.text).toContain("Sign in");
  expect(server.secrets).toEqual([`Bearer ${SECRETS.SHARDLIGHT_TOKEN}`]);
  expect(server.hellos).toMatchObject([{ role: "agent", versions: { plugin: "@shardlight/bot 0.1.0" } }]);
  expect(server.frames[0]).toEqual({
    type: "announce",
    node: {
      pool: "main",
      name: "n1",
      address: "http://203.0.113.7:2333",
      password: SECRETS.NODE_PASSWORD,
      label: "One",
      region: "eu",
    },
  });
  expect(server.faults).toEqual([]);
});

test.each<[string, Script, RegExp]>([
  [
    "a token that is not taken",
    { status: 401 },
    /does not take this token \(HTTP 401\): set one .* scope announce/,
  ],
  ["a token without the scope", { status: 403 }, /does not take this token \(HTTP 403\)/],
  [
    "a way that lets no WebSocket through",
    { status: 404 },
    /a WebSocket does not get through .* no other way/,
  ],
  ["a server that is too old", { features: [] }, /knows no audio nodes; update it/],
  ["a server that is away", { status: 502 }, /cannot be reached \(HTTP 502\); it is tried again/],
  ["a node that is refused", { refusal: "node_retired" }, /node n1 of pool main is refused: because/],
])("%s is said once, with what to do and no secret", async (_, script, words) => {
  const { agent, said } = await startAll(script);
  await said(words);
  agent.signal("SIGINT");
  expect(await agent.ended).toEqual({ code: 0, signal: null });
  expect(agent.output().match(new RegExp(words, "g"))).toHaveLength(1);
  expect(agent.output()).not.toContain("hush");
});

test("told to stop it withdraws its node, says goodbye, and ends within 2 s with 0", async () => {
  const { agent, server } = await startAll();
  await until("a look", () => server.frames.some(({ type }) => type === "look"));
  const askedAt = performance.now();
  agent.signal("SIGTERM");
  expect(await agent.ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - askedAt).toBeLessThan(2_000);
  expect(server.frames.slice(-2).map(({ type }) => type)).toEqual(["withdraw", "goodbye"]);
  expect(server.faults).toEqual([]);
});

test("a node that hangs neither stops it nor keeps it", async () => {
  const { agent, server, node, said } = await startAll();
  await said("answers: lavalink");
  node.hang();
  await said("does not answer at .* \\(no answer in time\\)");
  const looks = server.frames.flatMap((frame) => (frame.type === "look" ? frame.look.kind : []));
  expect(looks.at(-1)).toBe("unreachable");
  const askedAt = performance.now();
  agent.signal("SIGTERM");
  expect(await agent.ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - askedAt).toBeLessThan(2_000);
});

test.each([
  [["node-agent", "--password", "hush"], "--password is not taken"],
  [["node-agent", "--token=hush"], "--token is not taken"],
  [["node-agent"], "--url (or SHARDLIGHT_URL) is missing"],
  [["player"], "there is node-agent, and nothing else"],
  [[], "there is node-agent, and nothing else"],
])("called wrongly (%j) it says what would be right, and ends with 2", (args, words) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(PLUGIN_DIR, "dist/cli.js"), ...args], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"] },
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(words);
  expect(stderr).not.toContain("hush");
});

test("within a bot it keeps no process alive", async () => {
  const { server, node } = await startAll();
  const program = `
    import { startNodeAgent } from ${JSON.stringify(join(PLUGIN_DIR, "dist/audio/agent.js"))};
    const info = (line) => line.includes("linked") && clearInterval(alive);
    const alive = setInterval(() => {}, 60_000);
    startNodeAgent({
      url: ${JSON.stringify(server.url)},
      nodes: [{ name: "n2", address: ${JSON.stringify(node.url)}, password: "x" }],
      logger: { info, warn() {}, error: console.error },
    });`;
  const { status, stderr } = await ended(program);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("within a bot wrong options are said, and nothing is thrown", async () => {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const logger = { info: log, warn: log, error: log };
  for (const nodes of [[], [{ name: "n 1", address: "http://10.0.0.7", password: "hush" }]]) {
    await startNodeAgent({ url: "https://status.example", nodes, logger }).close();
  }
  expect(lines).toEqual([
    "[shardlight] no audio node is watched: `nodes` must hold at least one node",
    expect.stringMatching(/no audio node is watched: `name`: 1 to 64 letters/),
  ]);
});
