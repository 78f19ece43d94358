import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeDiscord, startFakeDiscord } from "../fake-discord/fake-discord.ts";
import { guildIdsOf } from "../fake-discord/guilds.ts";
import { type FakeLavalink, startFakeLavalink } from "../fake-lavalink/fake-lavalink.ts";
import { startServer, type TestServer, temporaryDir } from "../support/server.ts";
import { until } from "../support/until.ts";
import { CHANNEL } from "./lavalink-ground.ts";

const ROOT = join(import.meta.dirname, "../..");
/** Where people are led; the server is reached at another port. */
const PUBLIC_URL = "http://127.0.0.1:4321";
/** Who uses commands in the fake Discord. */
const SOMEONE = "81384788765712384";
const [GUILD = ""] = guildIdsOf(0, 1, 1);
const LYRICS = ["lavalyrics-plugin", "lavasrc-plugin"].map((name) => ({ name, version: "1.0.0" }));

let server: TestServer;
let discord: FakeDiscord;
let node: FakeLavalink;
let bot: ChildProcess;
let dir: string;
let output = "";

/** The first example of a README that holds these words. */
const exampleIn = (readme: string, language: string, words: string): string => {
  const text = readFileSync(join(ROOT, readme), "utf8");
  const all = [...text.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\\n\`\`\``, "gs"))].map(
    ([, code = ""]) => code,
  );
  const found = all.find((code) => code.includes(words));
  if (found === undefined) throw new Error(`${readme} has no example with ${words}`);
  return found;
};

/** The plugin's whole bot as it stands in its README, but for where its Discord, its node and its server are. */
const botAsWritten = (): string =>
  exampleIn("bot-plugin/README.md", "js", "members: discordJsMembers(client)")
    .replace("new Client({", `new Client({ rest: { api: "${discord.restUrl}", retries: 0 },`)
    .replace("https://status.example", server.url)
    .replace("2333", String(node.port));

beforeAll(async () => {
  dir = temporaryDir();
  symlinkSync(join(ROOT, "node_modules"), join(dir, "node_modules"));
  [server, discord, node] = await Promise.all([
    startServer({ CLUSTERS: "main:1", PUBLIC_URL }),
    startFakeDiscord(),
    startFakeLavalink({ plugins: LYRICS }),
  ]);
  discord.people.found(GUILD, SOMEONE);
  discord.people.join(GUILD, { id: SOMEONE, name: "someone" });
  discord.people.enter(GUILD, SOMEONE, CHANNEL);
  writeFileSync(join(dir, "bot.mjs"), botAsWritten());
  bot = spawn(process.execPath, ["bot.mjs"], {
    cwd: dir,
    env: { PATH: process.env["PATH"], DISCORD_TOKEN: discord.token, NODE_PASSWORD: node.password },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [bot.stdout, bot.stderr]) {
    stream?.on("data", (text) => {
      output += text;
    });
  }
});

afterAll(async () => {
  if (bot.exitCode === null) bot.kill("SIGKILL");
  await Promise.all([server.dispose(), discord.close(), node.close()]);
  rmSync(dir, { recursive: true, force: true });
});

const send = (path: string, headers: Record<string, string>, body?: object): Promise<Response> =>
  fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { Origin: PUBLIC_URL, ...headers },
    redirect: "manual",
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

test("the whole bot of the plugin's README lets someone in by /panel, and the README's every call steers its player", async () => {
  const path = await until("the bot gives a link", async () => {
    if (!discord.commands.some(({ name }) => name === "panel")) return undefined;
    const { data } = await discord.useCommand("panel", 0, GUILD);
    return /\(<http:\/\/127\.0\.0\.1:4321([^>]+)>\)/.exec(data.content)?.[1];
  }).catch((error) => {
    throw new Error(`${error.message}\n${output}`);
  });
  const entered = await send(path, {});
  const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
  const wish = { label: "a script", scope: "control" };
  const made = await send(`/api/servers/${GUILD}/keys`, { cookie }, wish);
  const { key } = (await made.json()) as { key: string };

  const [first = "", ask = "", ...lines] = exampleIn("README.md", "sh", "KEY=slk_")
    .replace("KEY=slk_…", `KEY=${key}`)
    .replace(/https:\/\/status\.example\/api\/servers\/\d+/, `${server.url}/api/servers/${GUILD}`)
    .split("\n")
    .filter((line) => line !== "");
  /** Has the shell do it, again where the server asks for patience. */
  const run = (call: string): Promise<Record<string, unknown>> =>
    until(call, async () => {
      const { stdout } = await promisify(execFile)("bash", ["-c", `${first}\n${ask}\n${call}`]);
      const answer = JSON.parse(stdout);
      return answer.error?.code === "too_fast" ? undefined : answer;
    });
  await until("the node is there", async () => {
    const { outcome } = await run(`ask -X POST $SERVER/play -d '{ "query": "one" }'`);
    return outcome === "done";
  });
  for (const query of ["two", "three", "four", "five"]) {
    await run(`ask -X POST $SERVER/play -d '{ "query": "${query}" }'`);
  }
  const calls = lines.flatMap((line) => line.replace(/ #.*$/, "").split(/;\s*(?=ask )/));
  expect(calls.length).toBeGreaterThan(18);
  for (const call of calls) {
    const { items } = (await run("ask $SERVER/queue")) as { items: { uid: string }[] };
    const answer = await run(call.replace('"uid": "…"', `"uid": "${items[0]?.uid}"`));
    expect(answer, call).not.toHaveProperty("error");
    if (call.includes("POST")) expect(answer, call).toMatchObject({ outcome: "done" });
  }
  bot.kill("SIGTERM");
  const [code] = await once(bot, "exit");
  expect(code, output).toBe(0);
}, 40_000);
