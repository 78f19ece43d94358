import type { Player } from "lavalink-client";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { until } from "../support/until.ts";
import { openLavalinkClient, openShoukaku } from "./clients.ts";
import { type FakeLavalink, type FakeLavalinkOptions, startFakeLavalink } from "./fake-lavalink.ts";
import { trackOf } from "./tracks.ts";

const GUILD = "375928847299117063";
const eventSchema = z.object({ type: z.string().optional(), reason: z.string().optional() });
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
  const heard: string[] = [];
  client.manager.nodeManager.on("raw", (_, frame) => {
    const { type, reason } = eventSchema.parse(frame);
    if (type !== undefined) heard.push(reason === undefined ? type : `${type} ${reason}`);
  });
  return { ...client, heard, nodeOf: (id: string) => client.manager.nodeManager.nodes.get(id) };
};

const openLight = async (...given: Parameters<typeof openShoukaku>) => {
  const client = openShoukaku(...given);
  closers.push(client.close);
  await client.connected();
  return client;
};

const playFirst = async (player: Player, query: string, source: "ytsearch" | "scsearch" = "ytsearch") => {
  const { tracks } = await player.search({ query, source }, null);
  await player.queue.add(tracks.slice(0, 1));
  await player.play();
};

const untilHeard = (heard: readonly string[], last: string) => until(last, () => heard.at(-1) === last);

test("lavalink-client searches, plays, and hears the track end", async () => {
  const node = await startNode();
  node.setFate("song-1", { kind: "ends", afterMs: 50 });
  const { join, heard } = await openManager({ one: node });
  await playFirst(await join(GUILD, "one"), "song");
  await untilHeard(heard, "TrackEndEvent finished");
  expect(heard).toEqual(["TrackStartEvent", "TrackEndEvent finished"]);
});

test("shoukaku plays, and hears the track end", async () => {
  const node = await startNode();
  const { join } = await openLight({ one: node });
  const player = await join(GUILD);
  const events: string[] = [];
  player.on("start", ({ track }) => events.push(`start ${track.info.title}`));
  player.on("end", ({ track, reason }) => events.push(`end ${track.info.title} ${reason}`));
  await player.playTrack({ track: { encoded: trackOf({ identifier: "a", length: 50 }).encoded } });
  await until("ended", () => events.length === 2);
  expect(events).toEqual(["start Song a", "end Song a finished"]);
});

test("a limited source fails each track after its start, another source plays on", async () => {
  const node = await startNode();
  node.limitSource("youtube", "rate_limited");
  const { manager, join, heard } = await openManager({ one: node });
  const causes: string[] = [];
  manager.on("trackError", (_, __, { exception }) => causes.push(exception?.cause ?? ""));
  const player = await join(GUILD, "one");
  await playFirst(player, "song");
  await untilHeard(heard, "TrackEndEvent loadFailed");
  expect(heard).toEqual(["TrackStartEvent", "TrackExceptionEvent", "TrackEndEvent loadFailed"]);
  expect(causes).toEqual([expect.stringContaining("too many retries on ratelimit")]);
  node.setFate("song-1", { kind: "ends", afterMs: 50 });
  await playFirst(player, "song", "scsearch");
  await untilHeard(heard, "TrackEndEvent finished");
});

test("a track gets stuck", async () => {
  const node = await startNode();
  node.setFate("song-1", { kind: "sticks", afterMs: 20, thresholdMs: 10_000 });
  const { manager, join } = await openManager({ one: node });
  const thresholds: number[] = [];
  manager.on("trackStuck", (_, __, { thresholdMs }) => thresholds.push(thresholdMs));
  await playFirst(await join(GUILD, "one"), "song");
  await until("stuck", () => thresholds.length > 0);
  expect(thresholds).toEqual([10_000]);
});

test("after a cut a session is resumed, its players still there, and what it missed is told", async () => {
  const node = await startNode();
  node.setFate("song-1", { kind: "ends", afterMs: 300 });
  const { join, heard, nodeOf } = await openManager({ one: node });
  await playFirst(await join(GUILD, "one"), "song");
  const client = nodeOf("one");
  if (client === undefined) throw new Error("no such node");
  await client.updateSession(true, 60);
  client.options.retryDelay = 600;
  client.options.sessionId = client.sessionId ?? "";
  node.cut();
  await until("ended unheard", () => node.players()[0]?.["track"] === null);
  expect(node.seen.resumes).toBe(0);
  await untilHeard(heard, "TrackEndEvent finished");
  expect(node.seen).toMatchObject({ links: 1, resumes: 1 });
});

test("shoukaku loses its players by a cut, unless it resumes", async () => {
  const node = await startNode();
  const forgetful = await openLight({ one: node });
  await forgetful.join(GUILD);
  node.cut();
  await until("a new session", () => node.seen.links === 2);
  expect(node.players()).toHaveLength(0);
  const resuming = await openLight({ one: node }, { resume: true });
  await until("resuming is set", () => node.seen.requests.some((asked) => /^PATCH .*\/\w{16}$/.test(asked)));
  await resuming.join(GUILD);
  node.cut();
  await until("resumed", () => node.seen.resumes === 1);
  expect(node.players()).toHaveLength(1);
});

test("a wrong password opens no link", async () => {
  const { host, port, seen } = await startNode();
  const client = await openLavalinkClient({ one: { host, port, password: "wrong" } });
  closers.push(client.close);
  await until("refused", () => seen.refusals > 0);
  expect(seen.links).toBe(0);
});

test("both clients connect to a NodeLink, and play", async () => {
  const node = await startNode({ kind: "nodelink" });
  node.setFate("song-1", { kind: "ends", afterMs: 50 });
  const { join, heard, nodeOf } = await openManager({ one: node });
  expect(nodeOf("one")?.info?.isNodelink).toBe(true);
  await playFirst(await join(GUILD, "one"), "song");
  await untilHeard(heard, "TrackEndEvent finished");
  expect(heard[0]).toBe("PlayerCreatedEvent");
  const light = await openLight({ one: node });
  await light.join("2");
  expect(node.players()).toHaveLength(2);
});

test("lavalink-client reads the route planner, and frees what failed", async () => {
  const node = await startNode();
  const { nodeOf } = await openManager({ one: node });
  const api = nodeOf("one")?.routePlannerApi;
  expect(await api?.getStatus()).toBeUndefined();
  node.setRoutePlanner({ class: "RotatingNanoIpRoutePlanner", prefixLength: 62 });
  node.failAddress("2001:db8::1");
  node.failAddress("2001:db8:0:1::1");
  const size = String(4n * 2n ** 64n);
  const ipBlock = { type: "Inet6Address", size };
  expect(await api?.getStatus()).toMatchObject({ details: { ipBlock, blockIndex: "2" } });
  await api?.unmarkFailedAddress("2001:db8::1");
  const left = [{ failingAddress: "/2001:db8:0:1::1" }];
  expect(await api?.getStatus()).toMatchObject({ details: { failingAddresses: left } });
  await api?.unmarkAllFailedAddresses();
  expect(await api?.getStatus()).toMatchObject({ details: { failingAddresses: [] } });
});

test("a player moves to another node, and plays on there", async () => {
  const [one, two] = [await startNode(), await startNode()];
  const { join } = await openManager({ one, two });
  const player = await join(GUILD, "one");
  await playFirst(player, "song");
  await player.changeNode("two");
  await until("it plays there", () => two.players()[0]?.["track"]);
  expect(one.players()).toEqual([]);
});
