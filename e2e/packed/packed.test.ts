import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startServer, type TestServer, temporaryDir } from "../support/server.ts";
import { until } from "../support/until.ts";

const PLUGIN_DIR = join(import.meta.dirname, "../../bot-plugin");
const INSTALL_PATIENCE_MS = 180_000;

let project: string;
let server: TestServer;
let packed: { files: { path: string }[] };

const run = (command: string, args: readonly string[], cwd: string, env: Record<string, string> = {}) => {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return { status, stdout, output: `${stdout}\n${stderr}` };
};

/** The example that a bot's author starts from, without its login. */
const EXAMPLE = `
import { Client, GatewayIntentBits } from "discord.js";
import { attachShardlight } from "@shardlight/bot/discord-js";

const client = new Client({ intents: [GatewayIntentBits.Guilds], shards: [0, 1], shardCount: 2 });
const shardlight = attachShardlight(client, {
  url: process.env.SHARDLIGHT_URL ?? "",
  token: process.env.SHARDLIGHT_TOKEN,
  cluster: "main",
});
`;

beforeAll(async () => {
  project = temporaryDir();
  server = await startServer({ CLUSTERS: "main:2", PASSPHRASE: "hush" });
  const pack = run("npm", ["pack", "--json", "--silent", "--pack-destination", project], PLUGIN_DIR);
  expect(pack.status, pack.output).toBe(0);
  [packed] = JSON.parse(pack.stdout.slice(pack.stdout.indexOf("[")));
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  const packages = [
    "./shardlight-bot-0.1.0.tgz",
    "discord.js@14",
    "@discordjs/ws@2",
    "typescript@5",
    "@types/node@20",
  ];
  const quietly = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];
  const install = run("npm", ["install", ...quietly, ...packages], project);
  expect(install.status, install.output).toBe(0);
}, INSTALL_PATIENCE_MS);

afterAll(async () => {
  await server.dispose();
  rmSync(project, { recursive: true, force: true });
});

test("the tarball holds what is built and its papers, and nothing else", () => {
  const paths = packed.files.map(({ path }) => path);
  expect(paths.filter((path) => !path.startsWith("dist/")).sort()).toEqual([
    "LICENSE",
    "README.md",
    "package.json",
  ]);
  expect(paths.filter((path) => !/\.(?:js|d\.ts)$/.test(path.replace(/^(?!dist\/).*/, "x.js")))).toEqual([]);
  expect(paths.filter((path) => path.includes("test"))).toEqual([]);
});

test("from JavaScript it reports, says goodbye, and lets the process end", async () => {
  writeFileSync(
    join(project, "bot.mjs"),
    `${EXAMPLE}
const shard = async () => (await fetch(process.env.SHARDLIGHT_URL + "/api/v1/clusters/main/shards/1")).json();
while ((await shard()).state !== "starting") await new Promise((resolve) => setTimeout(resolve, 50));
await shardlight.close();
console.log(JSON.stringify(await shard()));
`,
  );
  const { status, stdout, output } = run(process.execPath, ["bot.mjs"], project, {
    SHARDLIGHT_URL: server.url,
    SHARDLIGHT_TOKEN: "hush",
  });
  expect(status, output).toBe(0);
  expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
    state: "offline",
    reason: "stopped",
  });
});

test("where there is no music library, all of music can be imported, and shows no players without throwing", () => {
  writeFileSync(
    join(project, "music.mjs"),
    `${EXAMPLE}
import { discordJsMembers, panelCommand } from "@shardlight/bot/discord-js";
import { discordPlayers } from "@shardlight/bot/discord-player";
import { lavalinkPlayers } from "@shardlight/bot/lavalink-client";
import { startMusic } from "@shardlight/bot/music";
import { playerSnapshotSchema } from "@shardlight/bot/protocol/music";

const players = { channelOf: () => null, requesterOf: () => null, snapshot: () => null, listen: () => () => {} };
const music = startMusic({ shardlight, adapter: { library: "none", ...players }, members: discordJsMembers(client) });
const panel = panelCommand({ shardlight });
const known = [typeof lavalinkPlayers, typeof discordPlayers, typeof playerSnapshotSchema.parse, panel.data.name];
music.close();
await shardlight.close();
console.log(JSON.stringify(known));
`,
  );
  const { status, stdout, output } = run(process.execPath, ["music.mjs"], project, {
    SHARDLIGHT_URL: server.url,
    SHARDLIGHT_TOKEN: "hush",
  });
  expect(status, output).toBe(0);
  expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toEqual([
    "function",
    "function",
    "function",
    "panel",
  ]);
});

test("its one command runs from where it is installed, and tells what it takes", () => {
  const { status, stdout, output } = run("npx", ["--no-install", "@shardlight/bot", "--help"], project);
  expect(status, output).toBe(0);
  expect(stdout).toContain("npx @shardlight/bot node-agent --url URL");
  const wrong = run(process.execPath, ["node_modules/@shardlight/bot/dist/cli.js", "node-agent"], project);
  expect(wrong.status, wrong.output).toBe(2);
});

test("an agent whose npx is told to stop is not left behind", async () => {
  const npx = spawn("npx", ["--no-install", "@shardlight/bot", "node-agent"], {
    cwd: project,
    env: {
      ...process.env,
      SHARDLIGHT_URL: server.url,
      SHARDLIGHT_TOKEN: "hush",
      NODE_ADDRESS: "http://127.0.0.1:9",
      NODE_PASSWORD: "x",
    },
  });
  onTestFinished(() => void npx.kill());
  let output = "";
  for (const stream of [npx.stdout, npx.stderr]) {
    stream.on("data", (text) => {
      output += text;
    });
  }
  // The passphrase is not for agents, which is as good a word as any.
  await until("it speaks of the server", () => output.includes("refuses this agent"));
  npx.kill("SIGTERM");
  // Its end is that of the last who writes to it.
  await once(npx.stdout, "close");
  expect(output).toContain("[shardlight] stopped");
});

test("bundled into one file, where the package is out of reach, it reports all the same", async () => {
  const from = join(project, "bundled.mjs");
  writeFileSync(
    from,
    `${EXAMPLE}
setTimeout(() => process.exit(1), 10_000).unref();
const processes = async () => (await fetch(process.env.SHARDLIGHT_URL + "/api/v1/clusters/main/processes", {
  headers: { authorization: "Bearer hush" },
})).json();
while ((await processes()).processes.every(({ boot }) => boot !== shardlight.boot))
  await new Promise((resolve) => setTimeout(resolve, 50));
await shardlight.close();
`,
  );
  await build({
    root: project,
    configFile: false,
    logLevel: "silent",
    build: { ssr: from, outDir: join(project, "deep/down"), rolldownOptions: { external: ["discord.js"] } },
    ssr: { noExternal: true },
  });
  const { status, output } = run(process.execPath, ["deep/down/bundled.js"], project, {
    SHARDLIGHT_URL: server.url,
    SHARDLIGHT_TOKEN: "hush",
  });
  expect(status, output).toBe(0);
});

test("a bot that forgets to close is not kept alive", () => {
  writeFileSync(join(project, "forgetful.mjs"), EXAMPLE);
  const startedAt = performance.now();
  const { status, output } = run(process.execPath, ["forgetful.mjs"], project, {
    SHARDLIGHT_URL: server.url,
  });
  expect(status, output).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

test("from TypeScript it checks strictly, its own declarations included", () => {
  writeFileSync(
    join(project, "bot.ts"),
    `${EXAMPLE}
import { discordJsMembers, panelCommand, statusCommand } from "@shardlight/bot/discord-js";
import { attachShardlight as attachToManager } from "@shardlight/bot/discordjs-ws";
import { type DiscordPlayerLike, discordPlayers } from "@shardlight/bot/discord-player";
import {
  followNodes,
  type LavalinkManagerLike,
  lavalinkPlayers,
  type MusicManagerLike,
} from "@shardlight/bot/lavalink-client";
import { type MusicSource, type PlayerAdapter, startMusic } from "@shardlight/bot/music";
import { followNodes as followWithShoukaku, type ShoukakuLike } from "@shardlight/bot/shoukaku";
import { startShardlight, type ShardSource } from "@shardlight/bot";
import { startNodeAgent } from "@shardlight/bot/nodes";
import { helloSchema } from "@shardlight/bot/protocol/link";
import type { WebSocketManager } from "@discordjs/ws";

export const attachAll = (manager: WebSocketManager, source: ShardSource) => [
  attachToManager(manager, { url: "https://status.example", cluster: "main" }),
  startShardlight(source, { url: "https://status.example", cluster: "main", logger: null }),
];
export const followAll = (manager: LavalinkManagerLike, shoukaku: ShoukakuLike) => [
  followNodes(manager, { shardlight, pool: "eu", nodeOptions: { heartBeatInterval: 30_000 } }).nodes(),
  followWithShoukaku(shoukaku, { shardlight, pools: ["eu"], logger: null }).nodes(),
];
const archive: MusicSource = {
  id: "archive",
  name: "Archive",
  match: (url) => url.startsWith("https://archive.example/"),
  search: async (query, limit, signal) => (signal.aborted ? [] : [{ title: query, uri: String(limit) }]),
  resolve: async (uri) => [uri],
};
export const musicOf = (manager: MusicManagerLike) =>
  startMusic({
    shardlight,
    adapter: lavalinkPlayers(manager, {
      channelName: (id) => id,
      mayPlay: ({ hostname }) => (hostname === "media.internal" ? true : null),
    }),
    members: discordJsMembers(client),
    dj: { roleIds: ["70351110224678900"], isOnly: false },
    mayCommand: ({ deed, member, table }) => (deed === "stop" && member === null ? false : table.kind === "vote"),
    sources: [archive],
  });
export const panel = panelCommand({ shardlight, name: "music" });
export const players = (player: DiscordPlayerLike): PlayerAdapter =>
  discordPlayers(player, { nodeOptions: { volume: 60 }, hasLyrics: true });
export const boot: string = shardlight.boot;
export const agent = startNodeAgent({ url: "https://status.example", nodes: [], logger: null });
const status = statusCommand({ url: "https://status.example", cluster: "main" });
client.once("clientReady", (ready) => ready.application.commands.create(status.data));
client.on("interactionCreate", (interaction) => {
  if (interaction.isChatInputCommand()) void status.execute(interaction);
});
export const isHello = (value: unknown): boolean => helloSchema.safeParse(value).success;
await shardlight.close();
`,
  );
  writeFileSync(
    join(project, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        target: "ES2022",
        module: "NodeNext",
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: true,
        types: ["node"],
        noEmit: true,
      },
      files: ["bot.ts"],
    }),
  );
  const { status, output } = run("npx", ["--no-install", "tsc", "-p", "."], project);
  expect(status, output).toBe(0);
  // Without skipLibCheck the declarations of discord.js itself do not pass; ours must.
  const own = run("npx", ["--no-install", "tsc", "-p", ".", "--skipLibCheck", "false"], project);
  expect(own.output).not.toContain("@shardlight");
});
