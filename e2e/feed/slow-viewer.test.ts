import { connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FeedSnapshot } from "#protocol/feed.ts";
import { type Bot, idsFrom, shardsIn, startBot } from "../support/bot.ts";
import { foldGrid, gridOf } from "../support/grid.ts";
import { post, read } from "../support/http.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { openSse, type SseEvent } from "../support/sse.ts";
import { until } from "../support/until.ts";

const SHARDS = 32_768;
/** Frames of some 90 KB. */
const SCATTERED = shardsIn("online", idsFrom(0, SHARDS, 2));
const isFrame = ({ event }: SseEvent) => event === "frame";

let server: TestServer;
let bot: Bot;

beforeEach(async () => {
  server = await startServer({ CLUSTERS: `big:${SHARDS}`, FEED_MAX_VIEWERS: "2" });
  bot = startBot(server.url, { cluster: "big", shardCount: SHARDS });
});
afterEach(async () => {
  bot.close();
  await server.dispose();
});

/** A viewer that asks for the stream and never reads from its socket. */
const neverRead = (path: string, headers: readonly string[]) => {
  const socket = connect({ port: server.port, host: "127.0.0.1" });
  socket.pause();
  socket.on("error", () => {});
  socket.write([`GET ${path} HTTP/1.1`, "Host: test", ...headers, "", ""].join("\r\n"));
  return socket;
};

const isPlaceFree = async (): Promise<boolean> => {
  const stream = await openSse(`${server.url}/api/v1/feed`);
  stream.close();
  return stream.status === 200;
};

const WEBSOCKET = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];

test.each([
  ["the feed", "/api/v1/feed", []],
  ["Glance's feed", "/api/feed", WEBSOCKET],
])("a viewer of %s that never reads is dropped, and the others miss nothing", async (_, path, headers) => {
  const reader = await openSse(`${server.url}/api/v1/feed`);
  const first = await reader.next();
  const stuck = neverRead(path, headers);
  await until("both places are taken", async () => !(await isPlaceFree()));
  let isDropped = false;
  for (let round = 0; round < 400 && !isDropped; round += 1) {
    await bot.tell(SCATTERED);
    await post(server.url, `/api/status/big/1/${3 + (round % 2)}`);
    await reader.next(isFrame, 2_000);
    isDropped = await isPlaceFree();
  }
  expect(isDropped).toBe(true);
  expect(reader.hasEnded).toBe(false);
  await post(server.url, "/api/status/big/3/6");
  await reader.next(({ data }) => data.includes('"resuming":"3"'));
  stuck.destroy();
  reader.close();
  const ids = reader.events.filter(isFrame).map(({ id }) => id);
  expect(ids).toEqual(ids.map((_, place) => (first.id ?? 0) + place + 1));
  const now = await read<FeedSnapshot>(server.url, "/api/v1/snapshot");
  expect(foldGrid(reader.events)).toEqual(gridOf(now));
});
