import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import type { Shardlight } from "../../bot-plugin/src/options.ts";
import { startShardlight } from "../../bot-plugin/src/shardlight.ts";
import { createTestClock } from "../test-clock.ts";
import { createListeningServer } from "./test-link.ts";
import { createTestSource } from "./test-source.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** The real plugin on a clock turned by hand. */
const startPlugin = (url: string, intervalMs = 15_000) => {
  const clock = createTestClock();
  const bot = createTestSource(4, clock.wall);
  const lines: string[] = [];
  const say = (line: string) => lines.push(line);
  const logger = { info: say, warn: say, error: say };
  const shardlight: Shardlight = startShardlight(
    bot.source,
    { url, cluster: "main", intervalMs, logger },
    { timing: clock, random: () => 0 },
  );
  ends.push(() => shardlight.close());
  return { clock, bot, lines };
};

const listening = async (http: Server): Promise<string> => {
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  ends.push(() => {
    http.closeAllConnections();
    http.close();
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
};

const shardlightServer = async () => {
  const server = await createListeningServer({ CLUSTERS: "main:4" });
  ends.push(() => server.close());
  const main = server.shards.read.cluster("main");
  return { url: server.url, stateOf: (id: number) => server.shards.read.state(main, id) };
};

test("an interval of an odd number of ms makes reports that the server takes", async () => {
  const server = await shardlightServer();
  const { bot } = startPlugin(server.url, 15_001);
  bot.up();
  await vi.waitFor(() => expect(server.stateOf(0)).toBe("online"));
});

test("a process without file descriptors throws nothing into its bot, and reports all the same", async () => {
  const server = await shardlightServer();
  const { bot } = startPlugin(server.url);
  const measure = vi.spyOn(process.memoryUsage, "rss").mockImplementation(() => {
    throw new Error("EMFILE: too many open files, uv_resident_set_memory");
  });
  ends.push(() => measure.mockRestore());
  expect(() => bot.up()).not.toThrow();
  await vi.waitFor(() => expect(server.stateOf(0)).toBe("online"));
});

test("a proxy that answers 403 to every WebSocket does not keep reports from coming over HTTP", async () => {
  let posts = 0;
  const http = createServer((request, answer) => {
    posts += 1;
    request.resume();
    answer.end('{"outcome":"accepted"}');
  });
  http.on("upgrade", (_, socket) => {
    socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  const { clock, bot, lines } = startPlugin(await listening(http));
  bot.up();
  await vi.waitFor(
    () => {
      clock.advance(1_000);
      expect(posts).toBeGreaterThan(2);
    },
    { timeout: 10_000, interval: 10 },
  );
  expect(lines.join("\n")).toMatch(/reporting over HTTP/);
  expect(lines.join("\n")).not.toMatch(/token/);
});

test("where a neighbour sent too many wrong secrets, it tries again soon and blames no one", async () => {
  const error = { code: "too_many_guesses", message: "too many wrong secrets came from this address" };
  let posts = 0;
  const http = createServer((request, answer) => {
    posts += 1;
    request.resume();
    if (posts > 3) answer.end('{"outcome":"accepted"}');
    else answer.writeHead(429, { "Retry-After": "2" }).end(JSON.stringify({ error }));
  });
  http.on("upgrade", (_, socket) => {
    socket.end("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  const { clock, bot, lines } = startPlugin(await listening(http));
  bot.up();
  const startedAt = clock.monotonic();
  await vi.waitFor(
    () => {
      if (posts <= 3) clock.advance(500);
      expect(posts).toBeGreaterThan(3);
    },
    { timeout: 10_000, interval: 20 },
  );
  expect(clock.monotonic() - startedAt).toBeLessThan(60_000);
  expect(lines.join("\n")).not.toMatch(/refuses|token/);
});

test("a failing report over HTTP while a link is dialled leaves one link, which goes on", async () => {
  const sockets = new WebSocketServer({ noServer: true });
  let mode: "denied" | "held" | "open" = "denied";
  let status = 200;
  let reports = 0;
  const held: (() => void)[] = [];
  sockets.on("connection", (socket) => {
    socket.on("message", (data) => {
      const frame = JSON.parse(String(data)) as { type: string; seq: number };
      if (frame.type === "hello") socket.send(JSON.stringify({ type: "welcome", protocol: 1, seq: -1 }));
      if (frame.type !== "report") return;
      reports += 1;
      socket.send(JSON.stringify({ type: "ack", seq: frame.seq, outcome: "accepted" }));
    });
  });
  const http = createServer((request, answer) => {
    request.resume();
    answer.writeHead(status).end("{}");
  });
  http.on("upgrade", (request, socket, head) => {
    socket.on("error", () => {});
    const open = () =>
      sockets.handleUpgrade(request, socket, head, (link) => sockets.emit("connection", link, request));
    if (mode === "denied")
      socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    else if (mode === "held") held.push(open);
    else open();
  });
  const { clock, bot, lines } = startPlugin(await listening(http));
  ends.push(() => {
    for (const link of sockets.clients) link.terminate();
  });
  bot.up();
  const turnUntil = (done: () => void, stepMs: number) =>
    vi.waitFor(
      () => {
        clock.advance(stepMs);
        done();
      },
      { timeout: 10_000, interval: 10 },
    );
  await turnUntil(() => expect(lines.join()).toMatch(/over HTTP/), 1_000);
  mode = "held";
  await turnUntil(() => expect(held).toHaveLength(1), 5_000);
  status = 502;
  await turnUntil(() => expect(lines.join()).toMatch(/cannot be reached/), 1_000);
  status = 200;
  mode = "open";
  for (const open of held.splice(0)) open();
  await turnUntil(() => expect(reports).toBeGreaterThan(0), 100);
  const before = reports;
  await turnUntil(() => expect(reports).toBeGreaterThan(before + 3), 5_000);
  const standing = [...sockets.clients].filter((link) => link.readyState === WebSocket.OPEN);
  expect(standing).toHaveLength(1);
});
