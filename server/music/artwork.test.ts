import { afterEach, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import {
  playerFoundSchema,
  playerQueueSchema,
  playerStatusSchema,
  serverListSchema,
} from "#protocol/music-view.ts";
import { createListeningServer } from "../links/test-link.ts";
import { GUILD, snapshotLike } from "./test-bot.ts";
import { arriveAt, cookieOf, judge, PEOPLE, withPeople } from "./test-people.ts";
import { listenTo } from "./test-stream.ts";

const SHOWN = "https://i.ytimg.com/vi/shown/default.jpg";
const FOREIGN = "https://evil.example/pixel.png";
const OWN_PATH = /^\/pictures\/[\w-]{22}\/[\w-]+$/;

const { dj } = PEOPLE;
let server: Awaited<ReturnType<typeof createListeningServer>>;
afterEach(() => server.close());

const item = (uid: string, artworkUrl: string | null) => ({
  uid,
  title: uid,
  author: "",
  uri: null,
  artworkUrl,
  durationMs: 0,
  isStream: true,
  source: "x",
  requester: null,
});
const tracks = [item("shown", SHOWN), item("foreign", FOREIGN), item("none", null)];
const player = snapshotLike({ current: tracks[0] ?? null, queue: tracks, total: 100 });

/** A server with a bot whose every answer has artwork. */
const open = async (env: Record<string, string> = {}) => {
  server = await createListeningServer(...withPeople(env));
  const { say } = arriveAt(server, (frame) => {
    if (frame.type !== "ask" || frame.ask.kind !== "lookup") return judge(player)(frame);
    if (frame.ask.lookup.lookup === "queue") return { kind: "found", found: { items: tracks } };
    return { kind: "found", found: { tracks: tracks.map(({ uid: _, requester: __, ...track }) => track) } };
  });
  return say;
};
const read = async (name: string): Promise<unknown> => {
  const answer = await fetch(`${server.url}/api/servers${name}`, { headers: cookieOf(dj.userId) });
  return answer.json();
};
const readServers = async () => serverListSchema.parse(await read("")).servers;

/** Everything that leaves the server about a player, as one text. */
const readAll = async (say: (frame: object) => void): Promise<string> => {
  const names = ["status", "queue", "queue?from=50", "search?query=x", "history"];
  const answers = await Promise.all(names.map((name) => read(`/${GUILD}/${name}`)));
  const stream = await listenTo(`${server.url}/api/servers/${GUILD}/events`, cookieOf(dj.userId));
  const frames: string[] = [];
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws/${GUILD}`, {
    headers: cookieOf(dj.userId),
  });
  socket.on("message", (data) => frames.push(String(data)));
  await vi.waitFor(() => expect([frames.length, stream.received.length]).toEqual([2, 2]));
  say({
    type: "player",
    guildId: GUILD,
    at: 0,
    player: { ...player, rev: 2, current: item("next", FOREIGN), queue: [...tracks].reverse() },
  });
  await vi.waitFor(() => expect(stream.names()).toContain("queue_updated"));
  await vi.waitFor(() => expect(frames.length).toBe(stream.received.length));
  socket.terminate();
  stream.leave();
  return JSON.stringify([answers, frames, stream.received]);
};

test("artwork is shown from this server's own address, where its host is named", async () => {
  await open({ PICTURE_HOSTS: "i.ytimg.com" });
  const status = playerStatusSchema.parse(await read(`/${GUILD}/status`));
  expect(status.current?.artworkUrl).toMatch(OWN_PATH);
  const shown = [status.current?.artworkUrl, null, null];
  const artwork = (items: readonly { readonly artworkUrl: string | null }[] = []) =>
    items.map(({ artworkUrl }) => artworkUrl);
  for (const query of ["", "?from=50"])
    expect(artwork(playerQueueSchema.parse(await read(`/${GUILD}/queue${query}`)).items)).toEqual(shown);
  for (const name of ["search?query=x", "history"])
    expect(artwork(playerFoundSchema.parse(await read(`/${GUILD}/${name}`)).tracks)).toEqual(shown);
});

test.each([
  ["no host is named", {}],
  ["a host is named", { PICTURE_HOSTS: "i.ytimg.com,cdn.discordapp.com" }],
])("no address of another host leaves the server, where %s", async (_, env) => {
  const text = await readAll(await open(env));
  expect(text).not.toMatch(/ytimg|evil\.example|https?:/);
  expect(text.includes("/pictures/")).toBe("PICTURE_HOSTS" in env);
});

test("a server's icon is shown the same way", async () => {
  await open({ PICTURE_HOSTS: "cdn.discordapp.com" });
  const [shown] = await readServers();
  expect(shown?.iconUrl).toMatch(OWN_PATH);
  const encoded = String(shown?.iconUrl).split("/").at(-1) ?? "";
  expect(Buffer.from(encoded, "base64url").toString()).toBe(
    `https://cdn.discordapp.com/icons/${GUILD}/${shown?.icon}.webp?size=128`,
  );
  await server.close();
  await open({ PICTURE_HOSTS: "i.ytimg.com" });
  expect(await readServers()).toMatchObject([{ iconUrl: null }]);
});
