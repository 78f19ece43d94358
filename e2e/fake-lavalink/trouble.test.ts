import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { elapsed } from "../support/until.ts";
import { type FakeLavalink, startFakeLavalink } from "./fake-lavalink.ts";
import { trackOf } from "./tracks.ts";

let node: FakeLavalink;

beforeEach(async () => {
  node = await startFakeLavalink();
});

afterEach(() => node.close());

const link = (headers: Readonly<Record<string, string>> = {}): WebSocket =>
  new WebSocket(`${node.url.replace("http", "ws")}/v4/websocket`, {
    headers: { Authorization: node.password, "User-Id": "1", "Client-Name": "test/1", ...headers },
  });

const frames = (socket: WebSocket): Record<string, unknown>[] => {
  const all: Record<string, unknown>[] = [];
  socket.on("message", (data) => all.push(JSON.parse(String(data))));
  return all;
};

/** Resolves with the session's id. */
const opened = async (socket: WebSocket): Promise<string> => {
  const [data] = await once(socket, "message");
  return JSON.parse(String(data)).sessionId;
};

const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(`${node.url}${path}`, {
    method,
    headers: { Authorization: node.password, "Content-Type": "application/json", ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

const statusOfLink = async (headers: Record<string, string>): Promise<number> => {
  const [, response] = await once(link(headers), "unexpected-response");
  response.destroy();
  return response.statusCode;
};

test("a link is refused without the password, and without a user", async () => {
  expect(await statusOfLink({ Authorization: "wrong" })).toBe(401);
  expect(await statusOfLink({ "User-Id": "0" })).toBe(400);
  expect(await statusOfLink({ "User-Id": "" })).toBe(400);
});

test("REST tells a missing password from a wrong one", async () => {
  const missing = await fetch(`${node.url}/version`);
  const wrong = await ask("GET", "/version", undefined, { Authorization: "wrong" });
  expect([missing.status, wrong.status]).toEqual([401, 403]);
  expect(wrong.headers.get("Lavalink-Api-Version")).toBe("4");
  expect(await (await ask("GET", "/version")).text()).toBe("4.2.2");
});

const VOICE = { token: "t", endpoint: "e", sessionId: "s", channelId: "1" };
const { channelId: _, ...WITHOUT_CHANNEL } = VOICE;

test.each([
  ["voice without a channel", { voice: WITHOUT_CHANNEL }],
  ["voice that is partial", { voice: { ...VOICE, token: "" } }],
  ["two tracks at once", { track: { encoded: "x", identifier: "y" } }],
  ["what is no track", { track: { encoded: "garbage" } }],
  ["a search to play", { track: { identifier: "ytsearch:song" } }],
  ["a volume that is no number", { volume: "loud" }],
])("a player is not updated with %s", async (_what, body) => {
  const socket = link();
  const session = await opened(socket);
  const response = await ask("PATCH", `/v4/sessions/${session}/players/5`, body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    status: 400,
    error: "Bad Request",
    path: expect.any(String),
  });
  socket.close();
});

test("a player keeps its track where it must not be replaced, and its volume within 1000", async () => {
  const socket = link();
  const session = await opened(socket);
  const path = `/v4/sessions/${session}/players/5`;
  const play = (identifier: string) => ({
    track: { encoded: trackOf({ identifier }).encoded },
    volume: 2_000,
  });
  await ask("PATCH", path, play("a"));
  const kept = await ask("PATCH", `${path}?noReplace=true`, play("b"));
  expect(await kept.json()).toMatchObject({ volume: 1_000, track: { info: { identifier: "a" } } });
  expect((await ask("GET", "/v4/sessions/none/players")).status).toBe(404);
  expect((await ask("DELETE", path)).status).toBe(204);
  expect((await ask("GET", path)).status).toBe(404);
  socket.close();
});

test("stats come at connect, then when told, and only over the link with frames", async () => {
  const socket = link();
  const all = frames(socket);
  await expect.poll(() => all.length).toBe(2);
  expect(all.map(({ op }) => op)).toEqual(["ready", "stats"]);
  node.setFrames({ sent: 2_000, nulled: 10, deficit: 990 });
  node.setPlayers({ players: 7, playing: 5 });
  node.setLoad({ system: 0.9, node: 0.5 });
  node.tellStats();
  await expect.poll(() => all.length).toBe(3);
  expect(all[2]).toMatchObject({ players: 7, playingPlayers: 5, frameStats: { deficit: 990 } });
  const stats = await (await ask("GET", "/v4/stats")).json();
  expect(stats).toMatchObject({ cpu: { systemLoad: 0.9, lavalinkLoad: 0.5 } });
  expect(stats).not.toHaveProperty("frameStats");
  socket.close();
});

test("a clean stop says 1001, a death nothing, and a revived node knows nobody", async () => {
  const told = link();
  const session = await opened(told);
  const [[code]] = await Promise.all([once(told, "close"), node.shutDown()]);
  expect(code).toBe(1_001);
  await expect(ask("GET", "/version")).rejects.toThrow();
  await node.revive();
  expect((await ask("GET", `/v4/sessions/${session}/players`)).status).toBe(404);
  const untold = link();
  await opened(untold);
  const [[silent]] = await Promise.all([once(untold, "close"), node.die()]);
  expect(silent).toBe(1_006);
});

test("a node that hangs accepts, and answers only when it wakes", async () => {
  node.hang();
  const waiting = ask("GET", "/version");
  const first = await Promise.race([waiting, elapsed(100).then(() => "silence")]);
  expect(first).toBe("silence");
  node.wake();
  expect((await waiting).status).toBe(200);
});

test("a node below 4.2.0 takes voice without a channel, and is thrown out with 4017", async () => {
  const old = await startFakeLavalink({ version: "4.1.1", password: node.password });
  await node.close();
  node = old;
  const socket = link();
  const session = await opened(socket);
  const all = frames(socket);
  const response = await ask("PATCH", `/v4/sessions/${session}/players/5`, { voice: WITHOUT_CHANNEL });
  expect(response.status).toBe(200);
  await expect
    .poll(() => all.find(({ op }) => op === "event"))
    .toMatchObject({ code: 4_017, byRemote: true });
  socket.close();
});

test("a closed voice connection is told, and the track is heard no more", async () => {
  const socket = link();
  const session = await opened(socket);
  const all = frames(socket);
  await ask("PATCH", `/v4/sessions/${session}/players/5`, { voice: VOICE });
  node.closeVoice("5", 4_006, "Session is no longer valid.");
  await expect.poll(() => all.at(-1)).toMatchObject({ state: { connected: false, ping: -1 } });
  expect(all.at(-2)).toMatchObject({ type: "WebSocketClosedEvent", guildId: "5", code: 4_006 });
  socket.close();
});
