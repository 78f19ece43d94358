import type { ChatInputCommandInteraction } from "discord.js";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  discordJsMembers,
  type PanelCommand,
  panelCommand,
} from "../../bot-plugin/src/adapters/discord-js.ts";
import { type Music, startMusic } from "../../bot-plugin/src/music/music.ts";
import { item, PaperPlayer, playing } from "../../bot-plugin/src/music/test-music.ts";
import { guildIdsOf } from "../fake-discord/guilds.ts";
import { createWatchedBot, type WatchedBot } from "../plugin/watched-bot.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { openSse, type SseStream } from "../support/sse.ts";
import { until } from "../support/until.ts";

/** Where people are led; the server is reached at another port. */
const PUBLIC_URL = "http://127.0.0.1:4321";
/** Who uses commands in the fake Discord. */
const SOMEONE = "81384788765712384";
const OTHER = "80351110224678911";
const ROOM = "90351110224678900";
const [GUILD = ""] = guildIdsOf(0, 1, 1);

let server: TestServer;
let bot: WatchedBot;
let player: PaperPlayer;
let music: Music;
let panel: PanelCommand;
let stream: SseStream | null;

beforeEach(async () => {
  stream = null;
  server = await startServer({ CLUSTERS: "main:1", PUBLIC_URL });
  bot = await createWatchedBot({ url: server.url, shardCount: 1 });
  const { people } = bot.discord;
  people.found(GUILD, OTHER);
  people.join(GUILD, { id: SOMEONE, name: "someone" });
  people.join(GUILD, { id: OTHER, name: "Other" });
  for (const id of [SOMEONE, OTHER]) people.enter(GUILD, id, ROOM);
  player = new PaperPlayer();
  player.channelId = ROOM;
  player.change(playing({ guildId: GUILD, positionAt: Date.now() }), GUILD);
  player.does = async ({ action }) => {
    if (action === "skip") player.change({ current: item("b"), queue: [], total: 0 }, GUILD);
    return { outcome: "done", message: "skipped" };
  };
  music = startMusic({
    shardlight: bot.shardlight,
    adapter: player,
    members: discordJsMembers(bot.client),
    logger: null,
  });
  panel = panelCommand({ shardlight: bot.shardlight, logger: null });
  bot.client.on("interactionCreate", async (interaction) => {
    if (interaction.isChatInputCommand() && interaction.commandName === panel.data.name)
      await panel.execute(interaction);
  });
  await bot.login();
});

afterEach(async () => {
  stream?.close();
  music.close();
  await bot.end();
  await server.dispose();
});

/** The way of a link that the bot gives once it is linked itself. */
const invited = (): Promise<string> =>
  until("the bot gives a link", async () => {
    const { data } = await bot.discord.useCommand("panel", 0, GUILD);
    const [, path] = /\(<http:\/\/127\.0\.0\.1:4321([^>]+)>\)/.exec(data.content) ?? [];
    return path;
  });

const send = (path: string, cookie = "", body?: object): Promise<Response> =>
  fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { Origin: PUBLIC_URL, Cookie: cookie, "Content-Type": "application/json" },
    redirect: "manual",
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

/** The cookie of whoever uses such a link. */
const enter = async (path: string): Promise<string> => {
  const entered = await send(path);
  expect(entered.status).toBe(303);
  return entered.headers.get("set-cookie")?.split(";")[0] ?? "";
};

test("a link of /panel lets one person see and steer the player, and everyone who watches sees it", async () => {
  const path = await invited();
  const cookie = await enter(path);
  expect((await send(path)).status).not.toBe(303);
  stream = await openSse(`${server.url}/api/servers/${GUILD}/events`, { headers: { Cookie: cookie } });
  expect(stream.status).toBe(200);
  await stream.next(({ event }) => event === "snapshot", 2_000);
  const pressedAt = performance.now();
  const skipped = await send(`/api/servers/${GUILD}/skip`, cookie, {});
  expect(await skipped.json()).toMatchObject({ outcome: "done", message: "skipped" });
  const { data, receivedAt } = await stream.next(({ event }) => event === "song_changed", 2_000);
  expect(JSON.parse(data)).toMatchObject({ current: { uid: "b" } });
  expect(receivedAt - pressedAt).toBeLessThan(300);
  expect(player.acts).toMatchObject([{ requester: { id: SOMEONE, name: "someone" }, at: ROOM }]);
});

test("who leaves the voice channel may look on, and is told why they may no more", async () => {
  const cookie = await enter(await invited());
  bot.discord.people.enter(GUILD, SOMEONE, null);
  const members = discordJsMembers(bot.client);
  await until("the bot has heard it", () => members.listeners(GUILD, ROOM).length === 1);
  const refused = await send(`/api/servers/${GUILD}/skip`, cookie, {});
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({
    outcome: "refused",
    message: "join the bot's voice channel first",
  });
  const queue = await fetch(`${server.url}/api/servers/${GUILD}/queue`, { headers: { Cookie: cookie } });
  expect(await queue.json()).toMatchObject({ items: [{ uid: "b" }, { uid: "c" }] });
  expect(player.acts).toEqual([]);
});

test("with the page away /panel says so", async () => {
  await invited();
  await server.stop();
  await until("the command says so", async () => {
    const { data } = await bot.discord.useCommand("panel", 0, GUILD);
    return data.flags === 64 && data.content.includes("away right now");
  });
});

test("discord.js's own interactions fit", () => {
  const execute: (interaction: ChatInputCommandInteraction) => Promise<void> = panel.execute;
  expect(execute).toBe(panel.execute);
});
