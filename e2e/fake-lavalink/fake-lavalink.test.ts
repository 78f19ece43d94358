import { afterEach, expect, test } from "vitest";
import { until } from "../support/until.ts";
import { openLavalinkClient, openShoukaku } from "./clients.ts";
import { type FakeLavalink, type FakeLavalinkOptions, startFakeLavalink } from "./fake-lavalink.ts";
import { trackOf } from "./tracks.ts";

const GUILD = "375928847299117063";
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const startNode = async (options: FakeLavalinkOptions = {}): Promise<FakeLavalink> => {
  const node = await startFakeLavalink(options);
  closers.push(node.close);
  return node;
};

const openManager = async (...given: Parameters<typeof openLavalinkClient>) => {
  const client = await openLavalinkClient(...given);
  closers.push(client.close);
  await client.connected();
  return client;
};

const openLightClient = async (...given: Parameters<typeof openShoukaku>) => {
  const client = openShoukaku(...given);
  closers.push(client.close);
  await client.connected();
  return client;
};

test("lavalink-client connects, searches, plays, and hears the track end", async () => {
  const node = await startNode();
  const { manager, join } = await openManager({ one: node });
  const events: string[] = [];
  manager.on("trackStart", (_, track) => events.push(`start ${track?.info.title}`));
  manager.on("queueEnd", (_, track, payload) => {
    if ("reason" in payload) events.push(`end ${track?.info.title} ${payload.reason}`);
  });
  const player = await join(GUILD, "one");
  node.setFate("song-1", { kind: "ends", afterMs: 100 });
  const found = await player.search({ query: "song", source: "ytsearch" }, null);
  expect(found.tracks).toHaveLength(3);
  await player.queue.add(found.tracks.slice(0, 1));
  await player.play();
  await until("ended", () => events.length === 2);
  expect(events).toEqual(["start Song song-1", "end Song song-1 finished"]);
});

test("shoukaku connects, searches, plays, and hears the track end", async () => {
  const node = await startNode();
  const { join } = await openLightClient({ one: node });
  const player = await join(GUILD);
  const events: string[] = [];
  player.on("start", ({ track }) => events.push(`start ${track.info.title}`));
  player.on("end", ({ track, reason }) => events.push(`end ${track.info.title} ${reason}`));
  const track = trackOf({ identifier: "a", length: 100 });
  await player.playTrack({ track: { encoded: track.encoded } });
  await until("ended", () => events.length === 2);
  expect(events).toEqual(["start Song a", "end Song a finished"]);
});
