import { afterEach, expect, test } from "vitest";
import { trackOf } from "../fake-lavalink/tracks.ts";
import { elapsed, until } from "../support/until.ts";
import { goesBack, movesAndRemoves, shufflesAndClears } from "./behaviour.ts";
import { CHANNEL, GUILD, OTHER_GUILD, openPlayers } from "./lavalink-ground.ts";
import { SOMEBODY } from "./steering.ts";

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const open = async (...given: Parameters<typeof openPlayers>) => {
  const ground = await openPlayers(...given);
  closers.push(ground.close);
  return ground;
};

/** One that plays A, while B, C and D wait. */
const openFull = async (...given: Parameters<typeof openPlayers>) => {
  const ground = await open(...given);
  for (const name of ["a", "b", "c", "d"]) await ground.play(`https://youtube.test/${name}`);
  await ground.playing("Song a");
  return ground;
};

test("play begins a player where there is none, and puts the rest behind or ahead", async () => {
  const { play, playing, snapshot, titles, players } = await open();
  expect(players.snapshot(GUILD)).toBeNull();
  expect(players.channelOf(GUILD)).toBeNull();
  expect(await play("lofi")).toEqual({ outcome: "done", message: "“Song lofi-1” is playing" });
  await playing("Song lofi-1");
  expect(players.channelOf(GUILD)).toBe(CHANNEL);
  await play("https://youtube.test/watch?v=last");
  expect((await play("scsearch: first", { isNext: true })).message).toBe("“Song first-1” comes next");
  await play("second", { source: "scsearch" });
  expect(titles()).toEqual(["Song lofi-1", "Song first-1", "Song last", "Song second-1"]);
  const { current, channel, queue, total, totalMs, can, sources } = snapshot();
  expect(current).toMatchObject({ source: "youtube", requester: SOMEBODY, durationMs: 180_000 });
  expect(channel).toEqual({ id: CHANNEL, name: "Music" });
  expect(queue.map(({ source }) => source)).toEqual(["soundcloud", "youtube", "soundcloud"]);
  expect({ total, totalMs }).toEqual({ total: 3, totalMs: 540_000 });
  expect(sources[0]).toEqual({ id: "ytsearch", name: "YouTube", health: "ok" });
  expect(can).toContain("search");
  expect(can).not.toContain("lyrics");
  expect(can).not.toContain("previous");
});

test("a play list comes whole, and what cannot be found or is not for us is said", async () => {
  const { play, node, titles, players } = await open();
  const tracks = ["x", "y", "z"].map((identifier) => trackOf({ identifier }));
  const data = { info: { name: "Mix", selectedTrack: -1 }, pluginInfo: {}, tracks };
  node.setLoadResult("https://youtube.test/list", { loadType: "playlist", data });
  node.setLoadResult("ytsearch:nothing", { loadType: "empty", data: null });
  expect(await players.act(GUILD, { action: "play", query: "lofi" }, SOMEBODY, null)).toEqual({
    outcome: "refused",
    message: "the bot is in no voice channel: join one, and ask again",
  });
  expect(await play("nothing")).toEqual({ outcome: "refused", message: "nothing was found for that" });
  expect((await play("x", { source: "spsearch" })).outcome).toBe("refused");
  expect((await play("http://127.0.0.1:9/x")).outcome).toBe("refused");
  node.limitLoads("youtube", "blocked");
  expect(await play("lofi")).toEqual({
    outcome: "failed",
    message: "the source said: Sign in to confirm you’re not a bot",
  });
  expect(players.snapshot(GUILD)).toBeNull();
  node.limitLoads("youtube", null);
  expect((await play("https://youtube.test/list")).message).toBe(
    "3 tracks were added, and the first is playing",
  );
  expect(titles()).toEqual(["Song x", "Song y", "Song z"]);
});

test("a node is never asked for an address of its own network, unless the host's rule allows that host", async () => {
  const mayPlay = ({ hostname }: URL) => (hostname === "media.internal" ? true : null);
  const { play, find, node, titles } = await open({}, {}, { mayPlay });
  const refused = { outcome: "refused", message: "links to there cannot be played from here" };
  for (const query of [
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]:2333/",
    "http://other.internal/a",
  ]) {
    expect(await play(query)).toEqual(refused);
    expect(await find({ lookup: "search", query })).toEqual(refused);
  }
  expect(node.seen.requests.filter((request) => request.includes("loadtracks"))).toEqual([]);
  await play("http://media.internal/hymn");
  expect(titles()).toEqual(["Song hymn"]);
});

test("a search never reads files of the node, or what else its prefixes reach", async () => {
  const { find, node, manager } = await open();
  const asked: unknown[] = [];
  const one = manager.nodeManager.nodes.get("one");
  const { request } = one ?? {};
  Object.assign(one ?? {}, {
    request: (...args: unknown[]) => {
      asked.push(args[0]);
      return Reflect.apply(request ?? (() => {}), one, args);
    },
  });
  for (const query of ["local:/etc/passwd", "ytsearch:local:/etc/passwd", " speak:x", "file:///etc/passwd"])
    await find({ lookup: "search", query });
  const identifiers = asked.map((path) => new URL(String(path), node.url).searchParams.get("identifier"));
  expect(identifiers).toEqual([
    "ytsearch:local /etc/passwd",
    "ytsearch:local /etc/passwd",
    "ytsearch:speak x",
    "ytsearch:file ///etc/passwd",
  ]);
});

test("skip goes on to the next track, and at the end to silence", async () => {
  const { act, play, playing, snapshot } = await open();
  expect(await act({ action: "skip" })).toEqual({ outcome: "refused", message: "nothing is playing" });
  await play("https://youtube.test/a");
  await play("https://youtube.test/b");
  await playing("Song a");
  expect((await act({ action: "skip" })).message).toBe("“Song a” was skipped");
  await playing("Song b");
  expect((await act({ action: "skip" })).message).toBe("“Song b” was skipped, and nothing else waits");
  await until("it is silent", () => snapshot().state === "idle");
  expect(snapshot()).toMatchObject({ current: null, positionMs: 0, total: 0 });
  expect((await act({ action: "skip" })).outcome).toBe("refused");
});

test("previous plays what was before, and what plays comes after it", async () => {
  await goesBack(await openFull());
});

test("with the queue repeated, previous leaves each track in it once", async () => {
  const { act, playing, titles } = await openFull();
  await act({ action: "loop", mode: "queue" });
  await act({ action: "skip" });
  await playing("Song b");
  expect(titles()).toEqual(["Song b", "Song c", "Song d", "Song a"]);
  await act({ action: "previous" });
  await playing("Song a");
  expect(titles()).toEqual(["Song a", "Song b", "Song c", "Song d"]);
});

test("pause holds the position where it is, and resume goes on from there", async () => {
  const { act, snapshot, node } = await openFull({ playerUpdateEveryMs: 1_000 });
  const { positionMs, positionAt } = snapshot();
  await elapsed(400);
  const before = Date.now();
  expect((await act({ action: "pause" })).outcome).toBe("done");
  const paused = snapshot();
  expect(paused.state).toBe("paused");
  expect(Math.abs(paused.positionMs - (positionMs + before - positionAt))).toBeLessThan(300);
  expect(node.players()[0]).toMatchObject({ paused: true });
  expect((await act({ action: "pause" })).outcome).toBe("done");
  await elapsed(600);
  expect(snapshot()).toMatchObject({ positionMs: paused.positionMs, positionAt: paused.positionAt });
  expect((await act({ action: "resume" })).outcome).toBe("done");
  await until("it plays", () => snapshot().state === "playing");
  expect(Math.abs(snapshot().positionMs - paused.positionMs)).toBeLessThan(500);
});

test("stop ends the music and empties the queue, repeated or not", async () => {
  const { act, snapshot } = await openFull();
  await act({ action: "loop", mode: "queue" });
  expect((await act({ action: "stop" })).outcome).toBe("done");
  await until("it is silent", () => snapshot().state === "idle");
  expect(snapshot().total).toBe(0);
  expect((await act({ action: "stop" })).outcome).toBe("refused");
  expect((await act({ action: "pause" })).outcome).toBe("refused");
});

test("seek stays within the track, and is refused for streams", async () => {
  const { act, play, playing, snapshot, node } = await open();
  expect((await act({ action: "seek", positionMs: 1 })).outcome).toBe("refused");
  const live = trackOf({ identifier: "live", isStream: true, isSeekable: false, length: 9.2e18 });
  node.setLoadResult("https://youtube.test/live", { loadType: "track", data: live });
  await play("https://youtube.test/a");
  await play("https://youtube.test/live");
  await playing("Song a");
  expect(await act({ action: "seek", positionMs: 61_000.4 })).toEqual({
    outcome: "done",
    message: "it goes on at 1:01",
  });
  expect(node.players()[0]).toMatchObject({ state: { position: expect.closeTo(61_000, -4) } });
  const { positionMs, can } = snapshot();
  expect(positionMs).toBeGreaterThanOrEqual(61_000);
  expect(positionMs).toBeLessThan(63_000);
  expect(can).toContain("seek");
  expect((await act({ action: "seek", positionMs: Number.MAX_SAFE_INTEGER })).message).toContain("3:00");
  await playing("Song live");
  expect(snapshot().current).toMatchObject({ isStream: true, durationMs: 0 });
  expect(snapshot().can).not.toContain("seek");
  expect((await act({ action: "seek", positionMs: 1_000 })).outcome).toBe("refused");
});

test("volume, loop and effects reach the node, one effect at a time", async () => {
  const { act, snapshot, node } = await openFull();
  const filters = () => node.players()[0]?.["filters"];
  expect((await act({ action: "volume", volume: 40 })).outcome).toBe("done");
  expect((await act({ action: "loop", mode: "track" })).outcome).toBe("done");
  expect(snapshot()).toMatchObject({ volume: 40, loop: "track", effect: null });
  expect(node.players()[0]).toMatchObject({ volume: 40 });
  const { effects } = snapshot();
  expect(effects).toEqual(["bassboost", "nightcore", "vaporwave", "8d", "karaoke", "tremolo"]);
  const sent: unknown[] = [];
  for (const effect of effects) {
    expect((await act({ action: "effect", effect })).outcome).toBe("done");
    expect(snapshot().effect).toBe(effect);
    sent.push(Object.keys(filters() ?? {}));
  }
  expect(sent).toEqual([["equalizer"], ["timescale"], ["timescale"], ["rotation"], ["karaoke"], ["tremolo"]]);
  expect((await act({ action: "effect", effect: null })).outcome).toBe("done");
  expect(snapshot().effect).toBeNull();
  expect(filters()).toEqual({});
  for (const effect of ["earrape", "constructor"])
    expect((await act({ action: "effect", effect })).outcome).toBe("refused");
});

test("shuffle and clear change the queue alone", async () => {
  await shufflesAndClears(await openFull());
});

test("entries are moved and removed by their uid, which stays theirs", async () => {
  await movesAndRemoves(await openFull());
});

test("a queue that moves behind what a snapshot holds has another mark", async () => {
  const { play, act, find, node, snapshot } = await open();
  const tracks = Array.from({ length: 70 }, (_, at) => trackOf({ identifier: `n${at}` }));
  const data = { info: { name: "Long", selectedTrack: -1 }, pluginInfo: {}, tracks };
  node.setLoadResult("https://youtube.test/long", { loadType: "playlist", data });
  await play("https://youtube.test/long");
  const before = snapshot();
  const later = await find({ lookup: "queue", from: 60 });
  const [uid = "", other = ""] = ("items" in later ? (later.items ?? []) : []).map((its) => its.uid);
  expect((await act({ action: "move", uid: other, before: uid })).outcome).toBe("done");
  const after = snapshot();
  expect(after.queue).toEqual(before.queue);
  expect(after.queueMark).not.toBe(before.queueMark);
  expect(snapshot().queueMark).toBe(after.queueMark);
});

test("a queue that moves under a command loses nothing but what was meant", async () => {
  const { act, playing, titles, uidOf, players } = await openFull();
  const [b, c] = [uidOf("Song b"), uidOf("Song c")];
  await act({ action: "skip" });
  await playing("Song b");
  // To those who still see the queue as it was, `b` is the first that waits.
  expect(await act({ action: "remove", uid: b })).toEqual({
    outcome: "refused",
    message: "that track is playing already",
  });
  const acts = await Promise.all([
    act({ action: "remove", uid: c }),
    act({ action: "move", uid: c, before: null }),
    act({ action: "remove", uid: c }),
  ]);
  expect(acts.map(({ outcome }) => outcome)).toEqual(["done", "refused", "refused"]);
  expect(titles()).toEqual(["Song b", "Song d"]);
  expect(players.requesterOf(GUILD, c)).toBeNull();
  expect(players.requesterOf(GUILD, null)).toBe(SOMEBODY.id);
  expect(players.requesterOf(GUILD, uidOf("Song d"))).toBe(SOMEBODY.id);
});

test("the queue comes in pages, a search as tracks, and history with who asked for it", async () => {
  const { find, node, playerOf, snapshot } = await openFull();
  const more = Array.from({ length: 117 }, (_, at) => trackOf({ identifier: `more-${at}` }));
  const data = { info: { name: "Mix", selectedTrack: -1 }, pluginInfo: {}, tracks: more };
  node.setLoadResult("https://youtube.test/list", { loadType: "playlist", data });
  const { tracks } = await playerOf().search({ query: "https://youtube.test/list" }, null);
  await playerOf().queue.add(tracks);
  expect(snapshot().total).toBe(120);
  expect(snapshot().queue).toHaveLength(50);
  const page = await find({ lookup: "queue", from: 100 });
  expect("items" in page && page.items?.map(({ title }) => title)).toEqual(
    more.slice(97).map(({ info }) => info.title),
  );
  // The library marks with the bot itself what nobody is known to have asked for.
  expect(page).toMatchObject({ items: Array.from({ length: 20 }, () => ({ requester: null })) });
  const first = await find({ lookup: "queue", from: 0 });
  expect(first).toEqual({ items: snapshot().queue });
  expect(await find({ lookup: "queue", from: 500 })).toEqual({ items: [] });
  expect(await find({ lookup: "search", query: "lofi", source: "scsearch" })).toMatchObject({
    tracks: [{ title: "Song lofi-1" }, { title: "Song lofi-2" }, { title: "Song lofi-3" }],
  });
  expect(await find({ lookup: "search", query: "lofi" }, OTHER_GUILD)).toMatchObject({
    tracks: [{}, {}, {}],
  });
  expect(await find({ lookup: "history" }, OTHER_GUILD)).toEqual({ items: [] });
  expect(await find({ lookup: "queue", from: 0 }, OTHER_GUILD)).toEqual({ items: [] });
});

test("lyrics come timed or plain, and only from a node that has them", async () => {
  const without = await openFull();
  expect(await without.find({ lookup: "lyrics" })).toEqual({
    outcome: "refused",
    message: "the audio node has no lyrics",
  });
  const plugins = ["lavalyrics-plugin", "lavasrc-plugin"].map((name) => ({ name, version: "1.0.0" }));
  const { find, node, snapshot } = await openFull({ plugins });
  expect(snapshot().can).toContain("lyrics");
  expect(await find({ lookup: "lyrics" })).toEqual({ lyrics: null });
  const lines = [{ timestamp: 1_500, duration: 900, line: "La <b>la</b>\nla", plugin: {} }];
  node.setLyrics({ sourceName: "spotify", provider: "MusixMatch", text: null, lines, plugin: {} });
  expect(await find({ lookup: "lyrics" })).toEqual({
    lyrics: { source: "MusixMatch", lines: [{ text: "La <b>la</b> la", atMs: 1_500 }] },
  });
  node.setLyrics({ sourceName: "spotify", provider: null, text: "One\n\nTwo", lines: [], plugin: {} });
  expect(await find({ lookup: "lyrics" })).toEqual({
    lyrics: {
      source: "spotify",
      lines: ["One", "", "Two"].map((text) => ({ text, atMs: null })),
    },
  });
  expect((await find({ lookup: "lyrics" }, OTHER_GUILD)).constructor).toBe(Object);
});

test("a track that ends by itself changes the snapshot within 100 ms", async () => {
  const { play, playing, node, manager, changes, snapshot } = await open();
  node.setFate("a", { kind: "ends", afterMs: 600 });
  const began: number[] = [];
  manager.on("trackStart", () => began.push(performance.now()));
  await play("https://youtube.test/a");
  await play("https://youtube.test/b");
  await playing("Song a");
  await playing("Song b");
  await until("the next begins", () => began.length === 2);
  const [, at = 0] = began;
  expect(changes.some((change) => change.guildId === GUILD && change.at >= at && change.at < at + 100)).toBe(
    true,
  );
  expect(snapshot()).toMatchObject({ current: { title: "Song b" }, total: 0 });
});

test("changes that the host makes itself are told, ticks that change nothing are not", async () => {
  const { playerOf, changes, deafen } = await openFull({ playerUpdateEveryMs: 100 });
  const player = playerOf();
  const told = async (change: () => unknown) => {
    await elapsed(50);
    const before = changes.length;
    await change();
    await until("it is told", () => changes.length > before, 1_000);
  };
  await told(() => player.queue.shuffle());
  await told(() => player.queue.sortBy("title"));
  await told(() => player.queue.remove(0));
  await told(() => player.setVolume(70));
  await told(() => player.setRepeatMode("queue"));
  await told(() => player.pause());
  await told(() => player.resume());
  await told(() => player.seek(90_000));
  // Older versions say nothing of it.
  await told(() => Object.assign(player, { volume: 33 }));
  await elapsed(100);
  const before = changes.length;
  await elapsed(1_000);
  expect(changes.length).toBe(before);
  await told(() => player.destroy());
  const last = changes.length;
  deafen();
  await player.queue.shuffle();
  await elapsed(50);
  expect(changes.length).toBe(last);
});

test("two guilds are two players, and a change of one is not told of the other", async () => {
  const { play, playing, titles, act, changes, snapshot } = await open();
  await play("https://youtube.test/a");
  await play("https://youtube.test/b", {}, OTHER_GUILD);
  await playing("Song a");
  await playing("Song b", OTHER_GUILD);
  await elapsed(100);
  changes.length = 0;
  await act({ action: "volume", volume: 10 });
  await until("it is told", () => changes.length > 0);
  expect(new Set(changes.map(({ guildId }) => guildId))).toEqual(new Set([GUILD]));
  expect(snapshot(OTHER_GUILD).volume).toBe(100);
  expect(titles(OTHER_GUILD)).toEqual(["Song b"]);
});

test("what a node refuses is not said to be done", async () => {
  const { act, play, playing, snapshot, node } = await openFull();
  // A track of a source that the node does not have: it answers 400.
  const alien = trackOf({ identifier: "alien", sourceName: "spotify" });
  node.setLoadResult("https://youtube.test/alien", { loadType: "track", data: alien });
  await act({ action: "stop" });
  await until("it is silent", () => snapshot().state === "idle");
  expect((await play("https://youtube.test/alien")).outcome).toBe("failed");
  expect(snapshot()).toMatchObject({ state: "idle", current: null });
  expect((await play("https://youtube.test/e")).outcome).toBe("done");
  await playing("Song e");
  expect((await act({ action: "volume", volume: 5 })).outcome).toBe("done");
});

test("a track that could not be begun is not taken to play", async () => {
  const { act, play, playing, snapshot, manager } = await openFull();
  await act({ action: "stop" });
  await until("it is silent", () => snapshot().state === "idle");
  const one = manager.nodeManager.nodes.get("one");
  const { updatePlayer } = one ?? {};
  Object.assign(one ?? {}, { updatePlayer: () => Promise.reject(new Error("timed out")) });
  expect((await play("https://youtube.test/e")).outcome).toBe("failed");
  expect(snapshot()).toMatchObject({ state: "idle", current: null });
  Object.assign(one ?? {}, { updatePlayer });
  await play("https://youtube.test/f");
  await playing("Song f");
});

test("with its node away a player is seen as it is, and commands fail in words without its password", async () => {
  const { act, play, snapshot, node, changes, players } = await openFull();
  changes.length = 0;
  await node.die();
  await until("it is told", () => changes.length > 0);
  expect(snapshot().state).toBe("buffering");
  expect(snapshot().sources.every(({ health }) => health === "away")).toBe(true);
  const acts = await Promise.all([act({ action: "pause" }), act({ action: "volume", volume: 3 }), play("x")]);
  for (const { outcome, message } of acts) {
    expect(outcome).toBe("failed");
    expect(message).not.toContain(node.password);
  }
  expect(JSON.stringify(players.snapshot(GUILD))).not.toContain(node.password);
});
