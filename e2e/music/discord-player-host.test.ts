import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { discordPlayers } from "../../bot-plugin/src/adapters/discord-player.ts";
import { installDiscordPlayer } from "../support/discord-player.ts";
import { elapsed, until } from "../support/until.ts";
import { openDiscordPlayer, PLAY_OPTIONS } from "./discord-player-ground.ts";
import { startLrclib } from "./lrclib.ts";
import { SOMEBODY } from "./steering.ts";

let ground: Awaited<ReturnType<typeof openDiscordPlayer>>;

beforeAll(async () => {
  ground = await openDiscordPlayer();
}, 90_000);
afterAll(() => ground?.close());
afterEach(() => ground.quiet());

test("who asks for the same link is told apart, and nobody is taken for who asked where it is not known", async () => {
  const { players, player, client } = ground;
  const { play, guildId, channelId, snapshot, uidOf, playing } = ground.newPlace();
  const other = { id: "485928847299117063", name: "Other" };
  await player.play(channelId, "https://music.test/host", PLAY_OPTIONS);
  await playing("Song host");
  await play("https://music.test/one");
  await players.act(guildId, { action: "play", query: "https://music.test/one" }, other, channelId);
  expect(snapshot().queue.map(({ requester }) => requester)).toEqual([SOMEBODY, other]);
  expect(players.requesterOf(guildId, null)).toBeNull();
  expect(players.requesterOf(guildId, uidOf("Song one"))).toBe(SOMEBODY.id);
  expect(players.requesterOf(guildId, "gone")).toBeNull();
  // The host's own commands know them too.
  const [first] = player.nodes.cache.get(guildId)?.tracks.store ?? [];
  expect(first).toMatchObject({ requestedBy: client.users.cache.get(SOMEBODY.id) });
});

test("a track that cannot be played is told and left out, and a secret in its failure is not", async () => {
  const { play, playing, snapshot, titles, act } = ground.newPlace();
  const bad = "https://music.test/bad";
  ground.failing.add(bad);
  const failed = await play(bad);
  expect(failed).toEqual({ outcome: "failed", message: "what was found cannot be played" });
  await until("it is silent", () => snapshot().state === "idle");
  await play("https://music.test/a");
  await playing("Song a");
  await play(bad);
  await play("https://music.test/b");
  ground.changes.length = 0;
  await act({ action: "skip" });
  await playing("Song b");
  expect(titles()).toEqual(["Song b"]);
  expect(ground.troubles).toHaveLength(2);
  ground.troubles.length = 0;
});

test("a voice channel that lets nobody in fails in words, and the next one is tried afresh", async () => {
  const { play, playing, guildId, channelId } = ground.newPlace();
  ground.voice.shut.add(guildId);
  const options = { ...PLAY_OPTIONS, nodeOptions: { connectionTimeout: 300 } };
  const players = discordPlayers(ground.player, options);
  const query = "https://music.test/a";
  expect(await players.act(guildId, { action: "play", query }, SOMEBODY, channelId)).toEqual({
    outcome: "failed",
    message: "the bot could not get into the voice channel",
  });
  expect(ground.players.snapshot(guildId)).toBeNull();
  const { me } = ground.client.guilds.cache.get(guildId)?.members ?? {};
  await until("the bot has left", () => me?.voice.channelId === null);
  ground.voice.shut.delete(guildId);
  ground.troubles.length = 0;
  await play("https://music.test/b");
  await playing("Song b");
});

test("a bot that is moved is shown where it is, and one that is thrown out plays nothing", async () => {
  const { guildId, channelId, snapshot } = await ground.openFull();
  const { discord, players, changes, client } = ground;
  const other = `${BigInt(channelId) + 1n}`;
  changes.length = 0;
  discord.people.enter(guildId, client.user?.id ?? "", other);
  await until("it is told", () => changes.includes(guildId));
  expect(snapshot().channel).toEqual({ id: other, name: "Other" });
  expect(players.channelOf(guildId)).toBe(other);
  changes.length = 0;
  discord.people.enter(guildId, client.user?.id ?? "", null);
  await until("it is told", () => changes.includes(guildId) && players.snapshot(guildId) === null);
  expect(players.channelOf(guildId)).toBeNull();
});

test("a track that ends by itself makes way for the next, and the end is told", async () => {
  const { play, playing, snapshot, guildId } = ground.newPlace();
  ground.answers.set("short", [{ ...ground.trackOf("short"), duration: "0:01" }]);
  await play("short");
  await play("https://music.test/b");
  await playing("Song b");
  expect(snapshot().total).toBe(0);
  expect(ground.changes).toContain(guildId);
});

test("changes that the host makes itself are told, each once, and of no other guild", async () => {
  const { queue, titles, guildId, snapshot } = await ground.openFull();
  const { changes } = ground;
  const its = queue();
  if (its === undefined) throw new Error("no queue");
  const told = async (what: string, change: () => unknown) => {
    await elapsed(50);
    changes.length = 0;
    change();
    await until(`${what} is told`, () => changes.length > 0);
    expect(changes).toEqual([guildId]);
  };
  await told("repetition", () => its.setRepeatMode(2 as never));
  await told("a swap", () => its.swapTracks(0, 1));
  expect(titles()).toEqual(["Song a", "Song c", "Song b", "Song d"]);
  await told("a removal", () => its.removeTrack(0));
  await told("shuffling", () => its.tracks.shuffle());
  await told("a volume", () => its.node.setVolume(7));
  await told("a pause", () => its.node.pause());
  await told("an end of it", () => its.node.resume());
  await told("clearing", () => its.tracks.clear());
  expect(snapshot()).toMatchObject({ loop: "queue", volume: 7, total: 0 });
  ground.deafen();
  await elapsed(50);
  changes.length = 0;
  its.setRepeatMode(0 as never);
  its.node.setVolume(8);
  await elapsed(50);
  expect(changes).toEqual([]);
  expect(Object.hasOwn(its, "setRepeatMode")).toBe(false);
  ground.hear();
  await told("the end of all", () => ground.player.nodes.delete(guildId));
  expect(ground.players.snapshot(guildId)).toBeNull();
});

test("the library's own Player will do, by its types", () => {
  const folder = installDiscordPlayer();
  const plugin = join(import.meta.dirname, "../../bot-plugin/src/adapters/discord-player.ts");
  const checked = join(folder, "checked.mts");
  writeFileSync(
    checked,
    `import type { Player } from "discord-player";
import { discordPlayers } from ${JSON.stringify(plugin)};
export const of = (player: Player) => discordPlayers(player, { nodeOptions: { volume: 60 } });\n`,
  );
  const extended = join(import.meta.dirname, "../../tsconfig.json");
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: extended, include: [], files: [checked] }),
  );
  const { status, stdout } = spawnSync("npx", ["--no-install", "tsc", "-p", folder], { encoding: "utf8" });
  expect(status, stdout).toBe(0);
});

test("lyrics come from a service that answers, where the host lets it know what plays", async () => {
  const { player, players } = ground;
  const lrclib = await startLrclib();
  onTestFinished(lrclib.close);
  player.lyrics.api = lrclib.url;
  const { play, playing, guildId, snapshot } = ground.newPlace();
  const open = discordPlayers(player, { ...PLAY_OPTIONS, hasLyrics: true });
  const lyrics = () => open.lookup(guildId, { lookup: "lyrics" }, SOMEBODY);
  expect(await lyrics()).toMatchObject({ outcome: "refused" });
  await play("https://music.test/a");
  await playing("Song a");
  expect(snapshot().can).not.toContain("lyrics");
  expect(await players.lookup(guildId, { lookup: "lyrics" }, SOMEBODY)).toMatchObject({ outcome: "refused" });
  expect(lrclib.asked).toEqual([]);
  expect(open.snapshot(guildId)?.can).toContain("lyrics");
  lrclib.answer = [
    { duration: 90, syncedLyrics: "[00:01.00] of another" },
    { duration: 181, syncedLyrics: null, plainLyrics: "plain" },
    { duration: 176, syncedLyrics: "[00:01.50] First\n[00:03.00] <b>Second</b>", plainLyrics: "plain" },
  ];
  expect(await lyrics()).toEqual({
    lyrics: {
      source: "LRCLIB",
      lines: [
        { text: "First", atMs: 1_500 },
        { text: "<b>Second</b>", atMs: 3_000 },
      ],
    },
  });
  expect(lrclib.asked).toEqual(["Song a Somebody"]);
  lrclib.answer = [];
  expect(await lyrics()).toEqual({ lyrics: null });
  lrclib.answer = null;
  for (let times = 0; times < 3; times += 1)
    expect(await lyrics()).toEqual({ outcome: "failed", message: "the lyrics service did not answer" });
  expect(open.snapshot(guildId)?.can).not.toContain("lyrics");
  expect(await lyrics()).toMatchObject({ outcome: "failed" });
  expect(lrclib.asked).toHaveLength(5);
});

test("a bot that leaves at the end, as it does by default, is shown to play nothing", async () => {
  const { guildId, channelId } = ground.newPlace();
  const { connectionOptions } = PLAY_OPTIONS;
  const players = discordPlayers(ground.player, { connectionOptions });
  const query = "https://music.test/a";
  await players.act(guildId, { action: "play", query }, SOMEBODY, channelId);
  await until("it plays", () => players.snapshot(guildId)?.state === "playing");
  ground.changes.length = 0;
  await players.act(guildId, { action: "skip" }, SOMEBODY, null);
  await until("it has left", () => players.snapshot(guildId) === null);
  await until("it is told", () => ground.changes.includes(guildId));
  expect(await players.act(guildId, { action: "play", query }, SOMEBODY, channelId)).toMatchObject({
    outcome: "done",
  });
});
