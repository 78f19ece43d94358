import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { elapsed, until } from "../support/until.ts";
import { goesBack, movesAndRemoves, shufflesAndClears } from "./behaviour.ts";
import { openDiscordPlayer } from "./discord-player-ground.ts";
import { SOMEBODY } from "./steering.ts";

let ground: Awaited<ReturnType<typeof openDiscordPlayer>>;

beforeAll(async () => {
  ground = await openDiscordPlayer();
}, 90_000);
afterAll(() => ground?.close());
afterEach(() => ground.quiet());

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
  await goesBack(await ground.openFull());
  expect(ground.troubles).toEqual([]);
});

test("pause holds the position where it is, and resume goes on from there", async () => {
  const { act, snapshot, guildId, queue } = await ground.openFull();
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
  const { act, play, playing, snapshot } = await ground.openFull();
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
  const { act, playing, snapshot, guildId } = await ground.openFull();
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
  await shufflesAndClears(await ground.openFull());
});

test("entries are moved and removed by their uid, which stays theirs", async () => {
  const place = await ground.openFull();
  await movesAndRemoves(place);
  // The same track twice, which the library's own `remove` cannot tell apart.
  place.queue()?.copyTrack(0, 2);
  expect(place.titles()).toEqual(["Song a", "Song c", "Song d", "Song c"]);
  const last = place.snapshot().queue.at(-1);
  await place.act({ action: "remove", uid: last?.uid ?? "" });
  expect(place.titles()).toEqual(["Song a", "Song c", "Song d"]);
});

test("the queue comes in pages, a search as tracks, and nothing where nothing plays", async () => {
  const { find, play, snapshot, guildId } = await ground.openFull();
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
