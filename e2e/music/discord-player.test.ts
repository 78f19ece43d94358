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

/** One that plays A, while B, C and D wait. */
const openFull = async () => {
  const place = ground.newPlace();
  for (const name of ["a", "b", "c", "d"]) await place.play(`https://music.test/${name}`);
  await place.playing("Song a");
  return place;
};

test("play begins a player where there is none, is heard, and puts the rest behind or ahead", async () => {
  const { play, playing, snapshot, titles, guildId, channelId } = ground.newPlace();
  const { players, voice } = ground;
  expect(players.snapshot(guildId)).toBeNull();
  expect(players.channelOf(guildId)).toBeNull();
  expect(await play("lofi")).toEqual({ outcome: "done", message: "“Song lofi” is playing" });
  await playing("Song lofi");
  expect(players.channelOf(guildId)).toBe(channelId);
  await until("it is heard", () => voice.frames(guildId) > 5);
  await play("https://music.test/last");
  expect((await play("scsearch: first", { isNext: true })).message).toBe("“Song first” comes next");
  await play("second", { source: "scsearch" });
  expect(titles()).toEqual(["Song lofi", "Song first", "Song last", "Song second"]);
  const { current, channel, total, totalMs, can, sources } = snapshot();
  expect(current).toMatchObject({ source: "music", requester: SOMEBODY, durationMs: 180_000 });
  expect(channel).toEqual({ id: channelId, name: "Music" });
  expect({ total, totalMs }).toEqual({ total: 3, totalMs: 540_000 });
  expect(sources).toEqual([
    { id: "auto", name: "Automatic", health: "ok" },
    { id: "scsearch", name: "SoundCloud", health: "ok" },
  ]);
  expect(can).toEqual(expect.arrayContaining(["search", "seek", "volume", "effect"]));
  expect(can).not.toContain("lyrics");
  expect(can).not.toContain("previous");
});

test("a play list comes whole, and what cannot be found or is not for us is said", async () => {
  const { answers, lists, players } = ground;
  const { play, titles, guildId } = ground.newPlace();
  const list = "https://music.test/list";
  lists.add(list);
  answers.set(list, ["x", "y", "z"].map(ground.trackOf));
  answers.set("nothing", []);
  expect(await players.act(guildId, { action: "play", query: "lofi" }, SOMEBODY, null)).toEqual({
    outcome: "refused",
    message: "the bot is in no voice channel: join one, and ask again",
  });
  expect(await players.act(guildId, { action: "play", query: "lofi" }, SOMEBODY, SOMEBODY.id)).toEqual({
    outcome: "refused",
    message: "the bot does not see that voice channel",
  });
  expect(await play("nothing")).toEqual({ outcome: "refused", message: "nothing was found for that" });
  expect((await play("x", { source: "spsearch" })).outcome).toBe("refused");
  expect((await play("http://127.0.0.1:9/x")).outcome).toBe("refused");
  expect(players.snapshot(guildId)).toBeNull();
  expect((await play(list)).message).toBe("3 tracks were added, and the first is playing");
  expect((await play(list, { isNext: true })).message).toBe("3 tracks come next");
  expect(titles()).toEqual(["Song x", "Song x", "Song y", "Song z", "Song y", "Song z"]);
});

test("a search reaches no more than the library's extractors are asked for", async () => {
  const { find } = ground.newPlace();
  ground.asked.length = 0;
  for (const query of [
    "file:///etc/passwd",
    "scsearch:file:/etc/passwd",
    " ext:x",
    "discord-player://blob/1",
  ])
    await find({ lookup: "search", query });
  expect(ground.asked).toEqual([
    { query: "file ///etc/passwd", protocol: null },
    { query: "file /etc/passwd", protocol: "scsearch" },
    { query: "ext x", protocol: null },
    { query: "discord-player //blob/1", protocol: null },
  ]);
});

test("skip goes on to the next track, paused or repeated too, and at the end to silence", async () => {
  const { act, play, playing, snapshot, titles } = ground.newPlace();
  expect(await act({ action: "skip" })).toEqual({ outcome: "refused", message: "nothing is playing" });
  for (const name of ["a", "b", "c"]) await play(`https://music.test/${name}`);
  await playing("Song a");
  expect((await act({ action: "skip" })).message).toBe("“Song a” was skipped");
  // Whoever comes next sees the next track.
  expect(titles()).toEqual(["Song b", "Song c"]);
  await playing("Song b");
  await act({ action: "loop", mode: "track" });
  await act({ action: "pause" });
  expect((await act({ action: "skip" })).message).toBe("“Song b” was skipped");
  await playing("Song c");
  expect((await act({ action: "skip" })).message).toBe("“Song c” was skipped, and nothing else waits");
  await until("it is silent", () => snapshot().state === "idle");
  expect(snapshot()).toMatchObject({ current: null, positionMs: 0, total: 0 });
  expect((await act({ action: "skip" })).outcome).toBe("refused");
});

test("previous plays what was before, and what plays comes after it", async () => {
  const { act, playing, titles, find } = await openFull();
  expect((await act({ action: "previous" })).outcome).toBe("refused");
  await act({ action: "skip" });
  await playing("Song b");
  expect(await find({ lookup: "history" })).toMatchObject({
    items: [{ title: "Song a", requester: SOMEBODY }],
  });
  expect((await act({ action: "previous" })).outcome).toBe("done");
  await playing("Song a");
  expect(titles()).toEqual(["Song a", "Song b", "Song c", "Song d"]);
  await act({ action: "skip" });
  await playing("Song b");
  expect(await find({ lookup: "history" })).toMatchObject({ items: [{ title: "Song a" }] });
  expect(ground.troubles).toEqual([]);
});

test("pause holds the position where it is, and resume goes on from there", async () => {
  const { act, snapshot, guildId, queue } = await openFull();
  await until("it is heard", () => ground.voice.frames(guildId) > 10);
  expect((await act({ action: "pause" })).outcome).toBe("done");
  const paused = snapshot();
  expect(paused.state).toBe("paused");
  expect(paused.positionMs).toBeGreaterThan(100);
  expect(paused.positionMs).toBe(queue()?.node.estimatedPlaybackTime);
  expect((await act({ action: "pause" })).outcome).toBe("done");
  await elapsed(300);
  expect(snapshot()).toMatchObject({ positionMs: paused.positionMs, positionAt: paused.positionAt });
  expect((await act({ action: "resume" })).outcome).toBe("done");
  const frames = ground.voice.frames(guildId);
  await until("it is heard", () => ground.voice.frames(guildId) > frames + 5);
  const { state, positionMs } = snapshot();
  expect(state).toBe("playing");
  expect(Math.abs(positionMs - paused.positionMs)).toBeLessThan(300);
});

test("stop ends the music and empties the queue, paused, repeated or not", async () => {
  const { act, play, playing, snapshot } = await openFull();
  await act({ action: "loop", mode: "queue" });
  await act({ action: "pause" });
  expect((await act({ action: "stop" })).outcome).toBe("done");
  await until("it is silent", () => snapshot().state === "idle");
  expect(snapshot()).toMatchObject({ total: 0, loop: "off" });
  expect((await act({ action: "stop" })).outcome).toBe("refused");
  expect((await act({ action: "pause" })).outcome).toBe("refused");
  await play("https://music.test/e");
  await playing("Song e");
});

test("seek stays within the track, and is refused for streams", async () => {
  const { act, play, playing, snapshot, guildId } = ground.newPlace();
  expect((await act({ action: "seek", positionMs: 1 })).outcome).toBe("refused");
  const live = "https://music.test/live";
  ground.answers.set(live, [{ ...ground.trackOf("live"), live: true, duration: "99:00" }]);
  await play("https://music.test/a");
  await play(live);
  await playing("Song a");
  expect(snapshot().can).toContain("seek");
  expect(await act({ action: "seek", positionMs: 61_000.4 })).toEqual({
    outcome: "done",
    message: "it goes on at 1:01",
  });
  await playing("Song a");
  expect(Math.abs(snapshot().positionMs + Date.now() - snapshot().positionAt - 61_000)).toBeLessThan(1_000);
  const frames = ground.voice.frames(guildId);
  await until("it is heard", () => ground.voice.frames(guildId) > frames + 5);
  await act({ action: "skip" });
  await playing("Song live");
  expect(snapshot().current).toMatchObject({ isStream: true, durationMs: 0 });
  expect(snapshot().can).not.toContain("seek");
  expect((await act({ action: "seek", positionMs: 1_000 })).outcome).toBe("refused");
  expect(ground.troubles).toEqual([]);
});

test("volume and effects are heard, one effect at a time, and stay for the next track", async () => {
  const { act, playing, snapshot, guildId } = await openFull();
  const { voice } = ground;
  const loudness = () => voice.lastFrame(guildId)?.readInt16LE(0) ?? 0;
  const steady = () =>
    until("the sound is steady", async () => {
      const [before, frames] = [loudness(), voice.frames(guildId)];
      await until("more is heard", () => voice.frames(guildId) > frames + 4);
      return before > 0 && loudness() === before ? before : false;
    });
  const plain = await steady();
  expect((await act({ action: "volume", volume: 40 })).outcome).toBe("done");
  expect((await act({ action: "loop", mode: "queue" })).outcome).toBe("done");
  expect(snapshot()).toMatchObject({ volume: 40, loop: "queue", effect: null });
  await until("it is heard", () => Math.abs(loudness() - plain * 0.4) <= 1);
  const { effects } = snapshot();
  expect(effects).toEqual(["bassboost", "nightcore", "vaporwave", "8d", "tremolo", "vibrato"]);
  for (const effect of effects) {
    expect((await act({ action: "effect", effect })).outcome).toBe("done");
    expect(snapshot().effect).toBe(effect);
  }
  await until("it is heard", () => Math.abs(loudness() - plain * 0.4) > 20);
  await act({ action: "effect", effect: "nightcore" });
  await act({ action: "skip" });
  await playing("Song b");
  expect(snapshot()).toMatchObject({ volume: 40, effect: "nightcore" });
  expect((await act({ action: "effect", effect: null })).outcome).toBe("done");
  expect(snapshot().effect).toBeNull();
  await steady();
  for (const effect of ["earrape", "constructor"])
    expect((await act({ action: "effect", effect })).outcome).toBe("refused");
});

test("shuffle and clear change the queue alone", async () => {
  const { act, titles } = await openFull();
  expect((await act({ action: "shuffle" })).outcome).toBe("done");
  expect([...titles()].sort()).toEqual(["Song a", "Song b", "Song c", "Song d"]);
  expect(titles()[0]).toBe("Song a");
  expect((await act({ action: "clear" })).outcome).toBe("done");
  expect(titles()).toEqual(["Song a"]);
  expect((await act({ action: "shuffle" })).outcome).toBe("refused");
  expect((await act({ action: "clear" })).outcome).toBe("done");
});

test("entries are moved and removed by their uid, which stays theirs", async () => {
  const { act, titles, uidOf, queue } = await openFull();
  const [a, b, d] = [uidOf("Song a"), uidOf("Song b"), uidOf("Song d")];
  expect((await act({ action: "move", uid: d, before: b })).outcome).toBe("done");
  expect(titles()).toEqual(["Song a", "Song d", "Song b", "Song c"]);
  expect((await act({ action: "move", uid: d, before: null })).outcome).toBe("done");
  expect((await act({ action: "move", uid: b, before: d })).outcome).toBe("done");
  expect(titles()).toEqual(["Song a", "Song c", "Song b", "Song d"]);
  expect([uidOf("Song b"), uidOf("Song d")]).toEqual([b, d]);
  expect(await act({ action: "remove", uid: b })).toEqual({
    outcome: "done",
    message: "“Song b” was removed from the queue",
  });
  expect(titles()).toEqual(["Song a", "Song c", "Song d"]);
  for (const command of [
    { action: "remove", uid: b },
    { action: "remove", uid: a },
    { action: "move", uid: b, before: null },
    { action: "move", uid: d, before: b },
    { action: "move", uid: d, before: a },
  ] as const)
    expect((await act(command)).outcome).toBe("refused");
  // The same track twice, which the library's own `remove` cannot tell apart.
  queue()?.copyTrack(0, 2);
  expect(titles()).toEqual(["Song a", "Song c", "Song d", "Song c"]);
  const [, , , last] = [null, ...(await ground.itemsOf(queue()?.id ?? ""))];
  await act({ action: "remove", uid: last?.uid ?? "" });
  expect(titles()).toEqual(["Song a", "Song c", "Song d"]);
});

test("the queue comes in pages, a search as tracks, and nothing where nothing plays", async () => {
  const { find, play, snapshot, guildId } = await openFull();
  const list = "https://music.test/long";
  ground.lists.add(list);
  ground.answers.set(
    list,
    Array.from({ length: 117 }, (_, at) => ground.trackOf(`more-${at}`)),
  );
  await play(list);
  expect(snapshot().total).toBe(120);
  expect(snapshot().queue).toHaveLength(50);
  const page = await find({ lookup: "queue", from: 100 });
  expect("items" in page && page.items?.map(({ title }) => title)).toEqual(
    Array.from({ length: 20 }, (_, at) => `Song more-${at + 97}`),
  );
  expect(await find({ lookup: "queue", from: 0 })).toEqual({ items: snapshot().queue });
  expect(await find({ lookup: "queue", from: 500 })).toEqual({ items: [] });
  expect(await find({ lookup: "search", query: "lofi", source: "scsearch" })).toMatchObject({
    tracks: [{ title: "Song lofi" }, { title: "Song lofi-2" }],
  });
  const other = ground.newPlace();
  expect(await other.find({ lookup: "history" })).toEqual({ items: [] });
  expect(await other.find({ lookup: "queue", from: 0 })).toEqual({ items: [] });
  expect(await other.find({ lookup: "lyrics" })).toMatchObject({ outcome: "refused" });
  expect(guildId).not.toBe(other.guildId);
});

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
  const { guildId, channelId, snapshot } = await openFull();
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
  const { queue, titles, guildId, snapshot } = await openFull();
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
