import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { idsFrom, shardsIn, startBot } from "../support/bot.ts";
import { ask } from "../support/http.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { openSse } from "../support/sse.ts";
import { until } from "../support/until.ts";

const SHARDS = 16_384;
const VIEWERS = 50;

let server: TestServer;
beforeEach(async () => {
  server = await startServer({ CLUSTERS: `main:${SHARDS}`, FEED_MAX_VIEWERS_PER_ADDRESS: String(VIEWERS) });
});
afterEach(() => server.dispose());

/** A viewer of Glance's feed that costs this process as little as can be: what it reads is thrown away. */
const listenAndDiscard = async (): Promise<Socket> => {
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  const lines = ["GET /api/feed HTTP/1.1", "Host: x", "Connection: Upgrade", "Upgrade: websocket"];
  lines.push("Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  const [head] = await once(socket, "data");
  expect(String(head)).toMatch(/^HTTP\/1.1 101 /);
  return socket.resume();
};

test("streams that were asked for one after the other on one connection leave with it", async () => {
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  socket.write("GET /api/v1/feed HTTP/1.1\r\nHost: x\r\n\r\n".repeat(VIEWERS + 10));
  await once(socket, "data");
  socket.destroy();
  const viewers = await until("all places are free again", async () => {
    const came = await Promise.allSettled(
      Array.from({ length: VIEWERS }, () => openSse(`${server.url}/api/v1/feed`)),
    );
    const open = came.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    const isAll = open.length === VIEWERS && open.every(({ status }) => status === 200);
    if (!isAll) for (const viewer of open) viewer.close();
    return isAll ? open : undefined;
  });
  for (const viewer of viewers) viewer.close();
});

test("HEAD of the feed is answered, and the connection goes on", async () => {
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk;
  });
  socket.write("HEAD /api/v1/feed HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  await until(
    "both are answered",
    () => text.includes("text/event-stream") && text.includes('"status":"ok"'),
  );
  socket.destroy();
});

test("an upgrade that is not one is told so", async () => {
  expect(
    (await ask(server.url, "/api/feed", { headers: { Upgrade: "websocket", Connection: "close" } })).status,
  ).toBe(426);
});

test("many viewers of Glance's feed and a report of all shards hold up no other answer", async () => {
  const viewers = await Promise.all(Array.from({ length: VIEWERS }, listenAndDiscard));
  const bot = startBot(server.url, { shardCount: SHARDS });
  let slowestMs = 0;
  let isTold = false;
  const told = bot.tell(shardsIn("online", idsFrom(0, SHARDS))).then(() => {
    isTold = true;
  });
  while (!isTold) {
    const startedAt = performance.now();
    await ask(server.url, "/healthz");
    slowestMs = Math.max(slowestMs, performance.now() - startedAt);
  }
  await told;
  expect(slowestMs).toBeLessThan(1_000);
  for (const viewer of viewers) viewer.destroy();
  bot.close();
});
