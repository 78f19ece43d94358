import { once } from "node:events";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { GUILD, snapshotLike } from "../../../server/music/test-bot.ts";
import { COLLECTABLE, settledMemory } from "../../bench/settled-memory.ts";
import { keepAlive } from "../../support/http.ts";
import { openHandles } from "../../support/open-handles.ts";
import { openSse } from "../../support/sse.ts";
import { until } from "../../support/until.ts";
import { openPeer } from "../connections/peer.ts";
import { measure } from "../measure.ts";
import { openPanel, type Panel } from "./panel.ts";

const AT = `/api/servers/${GUILD}`;
const ACTIONS = measure({ short: 3_000, full: 10_000 });
const CHANGES = measure({ short: 150, full: 1_000 });
const SIGN_INS = measure({ short: 2_000, full: 20_000 });
const MIB = 1_024 * 1_024;
/** A collected heap and what is in RAM differ by this much from one look to the next. */
const MAY_DIFFER = 32 * MIB;
/** Whoever does nothing wrong is answered within this, whatever others do. */
const PROMPT_MS = 1_000;

type Headers = Record<string, string>;
let panel: Panel;
let dj: Headers;
let member: Headers;
beforeAll(async () => {
  panel = await openPanel(COLLECTABLE);
  [dj, member] = [await panel.come("dj"), await panel.come("member")];
});
afterAll(() => panel?.close());

const dial = async (headers: Headers) => {
  const socket = new WebSocket(`${panel.url.replace("http", "ws")}/ws/${GUILD}`, { headers });
  onTestFinished(() => socket.terminate());
  const heard: { event: string; data: { code?: string; outcome?: string } }[] = [];
  socket.on("message", (text) => heard.push(JSON.parse(String(text))));
  socket.on("error", () => {});
  await once(socket, "open");
  return { socket, heard, closed: once(socket, "close").then(([code]) => Number(code)) };
};

/** How long someone else waits for an answer. */
const waitOf = async (): Promise<number> => {
  const startedAt = performance.now();
  expect((await panel.ask(`${AT}/status`, { headers: member })).status).toBe(200);
  return performance.now() - startedAt;
};

test(`${ACTIONS} actions at once over a WebSocket: few reach the bot, each is answered, and nobody else waits`, async () => {
  const { socket, heard } = await dial(dj);
  const memory = await settledMemory(panel.server);
  const before = panel.bot.frames.length;
  for (let count = 0; count < ACTIONS; count += 1)
    socket.send(JSON.stringify({ action: "skip", id: `a-${count}` }));
  expect(await waitOf()).toBeLessThan(PROMPT_MS);
  const answers = () => heard.filter(({ event }) => event === "result" || event === "error");
  await until("all are answered", () => answers().length === ACTIONS, 30_000);
  const commands = panel.bot.frames.slice(before).filter((frame) => frame.type === "ask");
  expect(commands.length).toBeLessThan(100);
  expect(new Set(heard.flatMap(({ data }) => data.code ?? []))).toEqual(new Set(["too_fast"]));
  // What was refused for haste may be tried again by the same id.
  await until("there is time again", async () => {
    const headers = { ...dj, "idempotency-key": `a-${ACTIONS - 1}` };
    return (await panel.ask(`${AT}/skip`, { method: "POST", headers })).status === 200;
  });
  expect((await settledMemory(panel.server)) - memory).toBeLessThan(MAY_DIFFER);
});

test(`${SIGN_INS} sign-ins that are begun and never end are kept nowhere`, async () => {
  const begin = () => panel.ask("/auth/sign-in?to=/servers/1", { agent });
  const agent = keepAlive();
  onTestFinished(() => agent.destroy());
  const many = async (count: number) => {
    for (let begun = 0; begun < count; begun += 50)
      for (const { status } of await Promise.all(Array.from({ length: 50 }, begin))) expect(status).toBe(302);
  };
  await many(SIGN_INS / 4);
  const memory = await settledMemory(panel.server);
  await many(SIGN_INS);
  expect((await settledMemory(panel.server)) - memory).toBeLessThan(MAY_DIFFER / 2);
});

test("a frame that is too large closes its own WebSocket alone", async () => {
  const [giant, beside] = [await dial(dj), await dial(dj)];
  giant.socket.send(JSON.stringify({ action: "play", id: "x", query: "q".repeat(8_000) }));
  expect(await giant.closed).toBe(1009);
  const many = await dial(dj);
  // As one message of endless pieces.
  const piece = () =>
    many.socket.send("x".repeat(1_000), { fin: false }, (error) => error ?? setImmediate(piece));
  piece();
  expect(await many.closed).toBe(1009);
  expect(beside.socket.readyState).toBe(WebSocket.OPEN);
});

test("one person has eight streams at once, whatever they watch and however, and gets them back", async () => {
  const handles = openHandles(panel.server.pid);
  const streams = await Promise.all(
    Array.from({ length: 20 }, () => openSse(`${panel.url}${AT}/events`, { headers: dj })),
  );
  expect(streams.filter(({ status }) => status === 200)).toHaveLength(8);
  expect(streams.filter(({ status }) => status === 503)).toHaveLength(12);
  const other = await openSse(`${panel.url}${AT}/events`, { headers: member });
  expect(other.status).toBe(200);
  for (const stream of [...streams, other]) stream.close();
  await until("all are gone", () => openHandles(panel.server.pid) <= handles + 2);
  const again = await openSse(`${panel.url}${AT}/events`, { headers: dj });
  expect(again.status).toBe(200);
  again.close();
});

/** Ways to begin to watch without ever watching. */
const FALSE_STARTS = [
  `GET /ws/${GUILD} HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13`,
  `GET /ws/${GUILD} HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13`,
  `GET /ws/${GUILD} HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 7`,
  `GET ${AT}/events HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13`,
  `GET ${AT}/events HTTP/1.1\r\nConnection: close`,
  `HEAD ${AT}/events HTTP/1.1\r\nConnection: close`,
  `GET ${AT}/events?cluster=patron_1 HTTP/1.1\r\nConnection: close`,
];

test("who begins to watch again and again, and goes away in the midst of it, loses none of their eight streams", async () => {
  const lines = Object.entries(dj).map(([name, value]) => `${name}: ${value}\r\n`);
  for (const start of FALSE_STARTS)
    for (const isPatient of [true, false]) {
      const peers = await Promise.all(Array.from({ length: 10 }, () => openPeer(panel.server.port)));
      for (const { socket } of peers) {
        socket.on("error", () => {});
        socket.write(`${start}\r\nHost: 127.0.0.1\r\n${lines.join("")}\r\n`);
      }
      if (isPatient)
        await until("each is answered", () => peers.every(({ text }) => text().startsWith("HTTP/")));
      for (const { socket } of peers) socket.destroy();
    }
  await until("all eight are free", async () => {
    const streams = await Promise.all(
      Array.from({ length: 8 }, () => openSse(`${panel.url}${AT}/events`, { headers: dj })),
    );
    for (const stream of streams) stream.close();
    return streams.every(({ status }) => status === 200);
  });
});

test("who watches and never reads is dropped, and holds little meanwhile; who reads sees every change", async () => {
  const reader = await openSse(`${panel.url}${AT}/events`, { headers: member });
  const deaf = await Promise.all(Array.from({ length: 6 }, () => openPeer(panel.server.port)));
  onTestFinished(() => {
    for (const { socket } of deaf) socket.destroy();
  });
  const lines = Object.entries(dj).map(([name, value]) => `${name}: ${value}\r\n`);
  for (const { socket } of deaf)
    socket.write(`GET ${AT}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines.join("")}\r\n`);
  await until("all watch", () => deaf.every(({ text }) => text().includes("event: snapshot")));
  const handles = openHandles(panel.server.pid);
  const memory = await settledMemory(panel.server);
  for (const { socket } of deaf) socket.pause();
  // Each change is some 150 KB.
  const item = {
    title: "t".repeat(300),
    author: "a".repeat(300),
    uri: `https://music.example/${"u".repeat(1_900)}`,
    artworkUrl: null,
    durationMs: 1,
    isStream: false,
    source: "x",
    requester: null,
  };
  for (let rev = 2; rev < CHANGES; rev += 1) {
    const queue = Array.from({ length: 50 }, (_, place) => ({ ...item, uid: `u-${rev}-${place}` }));
    const player = snapshotLike({ rev, queue, total: 50 });
    panel.bot.send({ type: "player", guildId: GUILD, at: Date.now(), player });
    await reader.next(({ event, data }) => event === "queue_updated" && data.includes(`"rev":${rev}`));
  }
  await until("the deaf are dropped", () => openHandles(panel.server.pid) <= handles - deaf.length);
  expect((await settledMemory(panel.server)) - memory).toBeLessThan(MAY_DIFFER);
  reader.close();
});
