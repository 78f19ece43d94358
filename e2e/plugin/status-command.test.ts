import { once } from "node:events";
import type { ChatInputCommandInteraction, Client } from "discord.js";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type StatusCommand, statusCommand } from "../../bot-plugin/src/adapters/discord-js.ts";
import { guildIdsOf } from "../fake-discord/guilds.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { type FlakyProxy, openFlakyProxy } from "./flaky-proxy.ts";
import { detailOf } from "./history.ts";
import { startWatchedBot, type WatchedBot } from "./watched-bot.ts";

const SHARDS = 4;
const EPHEMERAL = 64;
/** Discord gives a command 3 s, and some of it is spent on the way. */
const ANSWER_WITHIN_MS = 2_500;

const [GUILD = ""] = guildIdsOf(2, SHARDS, 1);

let server: TestServer;
let proxy: FlakyProxy;
let bot: WatchedBot;
let command: StatusCommand;
let lines: string[];

beforeAll(async () => {
  server = await startServer({ CLUSTERS: `other:7;main:${SHARDS}` });
});

afterAll(() => server.dispose());

/** As its author adds it to a bot. */
const add = (client: Client): void => {
  const say = (line: string) => lines.push(line);
  command = statusCommand({
    url: proxy.url,
    cluster: "main",
    logger: { info: say, warn: say, error: say },
  });
  client.on("interactionCreate", async (interaction) => {
    if (interaction.isChatInputCommand() && interaction.commandName === command.data.name)
      await command.execute(interaction);
  });
};

beforeEach(async () => {
  lines = [];
  proxy = await openFlakyProxy(server.port);
  bot = await startWatchedBot({ url: server.url, shardCount: SHARDS });
  add(bot.client);
});

afterEach(async () => {
  await bot.end();
  await proxy.close();
});

test("it is registered by discord.js as it is", async () => {
  if (!bot.client.isReady()) await once(bot.client, "clientReady");
  await bot.client.application?.commands.create(command.data);
  expect(bot.discord.commands).toMatchObject([{ name: "status", type: 1, contexts: [0, 1] }]);
});

test("in a server it tells that server's shard as the page has it, to the one who asked alone", async () => {
  const { since } = await until("latency is known", async () => {
    const detail = await detailOf({ url: server.url, id: 2 });
    return detail.latencyMs !== null && detail;
  });
  const { type, data } = await bot.discord.useCommand("status", 2, GUILD);
  expect({ type, flags: data.flags, mentions: data.allowed_mentions }).toEqual({
    type: 4,
    flags: EPHEMERAL,
    mentions: { parse: [] },
  });
  expect(data.content).toContain("**This server is on shard 2 of main.** It is online.");
  expect(data.content).toContain(`since <t:${Math.floor((since ?? 0) / 1_000)}:f>`);
  expect(data.content).toMatch(/Discord takes \d+ ms to answer it\./);
  expect(data.content).toContain(`(<${proxy.url}/#guild=${GUILD}>)`);
});

test("a shard of which the page thinks ill is told so, though it answers", async () => {
  // The plugin expects heartbeats that this Discord does not ask for, so that discord.js itself stays content.
  await bot.end();
  const options = { heartbeatIntervalMs: 1_000 };
  bot = await startWatchedBot({ url: server.url, shardCount: SHARDS, heartbeatIntervalMs: 600_000, options });
  add(bot.client);
  await until(
    "the page knows",
    async () => (await detailOf({ url: server.url, id: 2 })).state === "unhealthy",
  );
  const { data } = await bot.discord.useCommand("status", 2, GUILD);
  expect(data.content).toMatch(/It is not answering\. The bot says: no heartbeat acknowledged for \d+ s\./);
  expect(data.content).toContain("Your command came over that very shard");
});

test("in a direct message it tells of shard 0", async () => {
  const { data } = await bot.discord.useCommand("status", 0, null);
  expect(data.content).toContain("**Direct messages are on shard 0 of main.** It is online.");
  expect(data.content).toContain(`(<${proxy.url}/>)`);
  expect(data.flags).toBe(EPHEMERAL);
});

test.each([{ kind: "silent" }, { kind: "answers", status: 500 }, { kind: "answers", status: 404 }] as const)(
  "with the page away ($kind $status) it tells what the bot knows, and in time",
  async (weather) => {
    proxy.turn(weather);
    const askedAt = performance.now();
    const { data } = await bot.discord.useCommand("status", 2, GUILD);
    expect(performance.now() - askedAt).toBeLessThan(ANSWER_WITHIN_MS);
    expect(data.content).toContain("**This server is on shard 2 of main.** It is connected.");
    expect(data.content).toContain("The status page gives no answer");
  },
);

test("an answer that Discord does not take is said once, and reaches no one else", async () => {
  const broken = {
    guildId: GUILD,
    client: bot.client,
    reply: () => Promise.reject(new Error("Unknown interaction")),
  };
  await command.execute(broken);
  await command.execute(broken);
  expect(lines).toEqual(["[shardlight] /status could not be answered: Unknown interaction"]);
});

test("discord.js's own interactions fit", () => {
  const execute: (interaction: ChatInputCommandInteraction) => Promise<void> = command.execute;
  expect(execute).toBe(command.execute);
});
