import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { attachShardlight } from "../../bot-plugin/src/adapters/discord-js.ts";
import { startShardlight } from "../../bot-plugin/src/shardlight.ts";
import { createTestClock } from "../test-clock.ts";
import { createListeningServer } from "./test-link.ts";
import { createTestSource } from "./test-source.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const INTERVAL_MS = 15_000;

const watched = async (
  options: {
    url?: string;
    token?: string;
    env?: Record<string, string>;
    fetch?: typeof fetch;
    heartbeatIntervalMs?: number;
  } = {},
) => {
  const server = await createListeningServer({ CLUSTERS: "main:4", ...options.env });
  closers.push(server.close);
  const clock = createTestClock();
  /** A process with the same shards. */
  const takeOver = (boot: string) => {
    const bot = createTestSource(4, clock.wall);
    const lines: string[] = [];
    const keep = (level: string) => (line: string) => void lines.push(`${level} ${line}`);
    const shardlight = startShardlight(
      bot.source,
      {
        url: options.url ?? server.url,
        cluster: "main",
        boot,
        token: options.token,
        heartbeatIntervalMs: options.heartbeatIntervalMs,
        logger: { info: keep("info"), warn: keep("warn"), error: keep("error") },
      },
      { timing: clock, random: () => 0, ...(options.fetch && { fetch: options.fetch }) },
    );
    return { bot, lines, shardlight };
  };
  const { bot, lines, shardlight } = takeOver("a");
  closers.push(() => shardlight.close());
  const summary = (id: number) => server.shards.read.summary(server.shards.read.cluster("main"), id);
  const history = (id: number) =>
    server.shards.read
      .detail(server.shards.read.cluster("main"), id)
      .transitions.map(({ to }) => to)
      .reverse();
  const states = () => [0, 1, 2, 3].map((id) => summary(id).state);
  const until = (...expected: string[]) => expect.poll(states).toEqual(expected);
  return { server, clock, bot, lines, shardlight, takeOver, summary, history, states, until };
};
const all = (state: string) => [state, state, state, state];

test("shards are told from their start to their end, and a goodbye leaves them stopped", async () => {
  const { bot, clock, until, shardlight, summary, lines, history } = await watched();
  await until(...all("starting"));
  bot.up();
  clock.advance(100);
  await until(...all("online"));
  expect(summary(2)).toMatchObject({ latencyMs: 42, guilds: 7, unavailableGuilds: 1, reconnects: 0 });
  await shardlight.close();
  await until(...all("offline"));
  expect(summary(2).reason).toBe("stopped");
  expect(history(2)).toEqual(["starting", "online", "stopping", "offline"]);
  expect(bot.isHeard()).toBe(false);
  expect(lines).toHaveLength(1);
});

test("a process that takes a shard over is heard before the one it takes over from says goodbye", async () => {
  const { bot, until, history, shardlight, takeOver } = await watched();
  bot.up();
  await until(...all("online"));
  const newcomer = takeOver("b");
  await expect.poll(() => newcomer.lines.length).toBe(1);
  newcomer.bot.up();
  await shardlight.close();
  await until(...all("online"));
  expect(history(0)).toEqual(["online"]);
  await newcomer.shardlight.close();
});

test("a process goes on above the seq that the server knows of its boot", async () => {
  const { server, takeOver } = await watched();
  const cluster = server.shards.read.cluster("main");
  await server.shards.report(cluster, { boot: "b", seq: 50, shardCount: 4, shards: [] });
  const { shardlight } = takeOver("b");
  await expect.poll(() => server.shards.read.boot(cluster, "b").seq).toBe(51);
  await shardlight.close();
});

test("a storm of tries to reconnect is one change", async () => {
  const { bot, clock, until, history, summary } = await watched();
  await until(...all("starting"));
  bot.up();
  clock.advance(100);
  await until(...all("online"));
  for (let i = 0; i < 12; i += 1) {
    bot.reconnecting(1);
    clock.advance(500);
  }
  await until("online", "resuming", "online", "online");
  bot.up(1);
  clock.advance(100);
  await until(...all("online"));
  expect(history(1)).toEqual(["starting", "online", "resuming", "online"]);
  expect(summary(1).reconnects).toBe(1);
});

test("a shard without acknowledged heartbeats is told as unhealthy after 1.5 intervals", async () => {
  const { bot, clock, until, summary } = await watched({ heartbeatIntervalMs: 4_000 });
  await until(...all("starting"));
  bot.up();
  clock.advance(100);
  await until(...all("online"));
  clock.advance(5_000);
  bot.beat(3);
  clock.advance(800);
  await until(...all("online"));
  clock.advance(300);
  await until("online", "online", "online", "unhealthy");
  expect(summary(3).reason).toBe("no heartbeat acknowledged for 6 s");
});

test("a fatal close is told in words", async () => {
  const { bot, clock, until, summary } = await watched();
  bot.up(0, 1, 2);
  bot.closed(3, 4014);
  clock.advance(100);
  await until("online", "online", "online", "offline");
  expect(summary(3).reason).toBe("4014: an intent is not allowed");
});

test("a client that is destroyed says goodbye and is not shown as reconnecting", async () => {
  const { bot, clock, until, history } = await watched();
  bot.up();
  clock.advance(100);
  await until(...all("online"));
  bot.destroy();
  clock.advance(1_000);
  await until(...all("offline"));
  expect(history(0).slice(-3)).toEqual(["online", "stopping", "offline"]);
});

test("after the server was away the page is right within one round trip", async () => {
  const { server, bot, clock, until, lines } = await watched();
  bot.up();
  clock.advance(100);
  await until(...all("online"));
  for (const link of server.links.all()) link.terminate();
  bot.reconnecting(2);
  clock.advance(100);
  await expect.poll(() => server.links.size).toBe(0);
  clock.advance(1_000);
  await until("online", "online", "resuming", "online");
  expect(lines).toHaveLength(1);
});

test("a wrong token is told once with what to do, and tried again slowly", async () => {
  const { clock, lines, states } = await watched({ env: { PASSPHRASE: "hush" }, token: "wrong" });
  await expect.poll(() => lines.length).toBe(1);
  expect(lines[0]).toMatch(/^error .*does not take this token: set `token` to the server's PASSPHRASE/);
  expect(lines[0]).not.toContain("wrong");
  clock.advance(239_000);
  clock.advance(2_000);
  await expect.poll(states).toEqual(all("unknown"));
  expect(lines).toHaveLength(1);
});

test("a cluster that the server does not have is told once with what to do", async () => {
  const { lines } = await watched({ env: { CLUSTERS: "other:4" } });
  await expect.poll(() => lines.length).toBe(1);
  expect(lines[0]).toMatch(/^error .*no such cluster; GET \/api\/v1\/clusters lists them/);
});

/** A proxy that answers every handshake with 400 until it is opened. */
const openBlockingProxy = async () => {
  let target: string | null = null;
  const proxy = createServer((socket) => {
    socket.on("error", () => {});
    if (target === null) {
      socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"));
      return;
    }
    const { hostname, port } = new URL(target);
    const onward = connect(Number(port), hostname);
    onward.on("error", () => {});
    socket.pipe(onward).pipe(socket);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  closers.push(() => new Promise((resolve) => proxy.close(resolve)));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    openTo: (url: string) => {
      target = url;
    },
  };
};

test("where WebSockets are blocked it reports over HTTP by itself, and goes back to the link when it can", async () => {
  const proxy = await openBlockingProxy();
  const asked: string[] = [];
  let app: { request(path: string, init?: RequestInit): Response | Promise<Response> };
  const viaApp: typeof fetch = async (input, init) => {
    const { pathname } = new URL(String(input));
    asked.push(`${init?.method} ${pathname}`);
    return app.request(pathname, init);
  };
  const { server, bot, clock, until, lines, shardlight } = await watched({
    url: proxy.url,
    fetch: viaApp,
  });
  app = server.app;
  await expect
    .poll(() => {
      clock.advance(1_000);
      return asked.length;
    })
    .toBeGreaterThan(0);
  await until(...all("starting"));
  bot.up();
  clock.advance(100);
  await until(...all("online"));
  for (let i = 0; i < 4; i += 1) clock.advance(INTERVAL_MS);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^warn .*\(HTTP 400\); reporting over HTTP from here on$/);

  proxy.openTo(server.url);
  await expect
    .poll(() => {
      clock.advance(INTERVAL_MS);
      return server.links.size;
    })
    .toBe(1);
  await expect.poll(() => lines[1]).toMatch(/^info .*reached again, over the link$/);
  await shardlight.close();
  await until(...all("offline"));
  expect(lines).toHaveLength(2);
  expect(asked.filter((question) => question.startsWith("DELETE"))).toEqual([]);
});

test("over HTTP it says goodbye too", async () => {
  const proxy = await openBlockingProxy();
  let app: { request(path: string, init?: RequestInit): Response | Promise<Response> };
  const viaApp: typeof fetch = async (input, init) => app.request(new URL(String(input)).pathname, init);
  const { server, clock, states, until, shardlight } = await watched({ url: proxy.url, fetch: viaApp });
  app = server.app;
  await expect
    .poll(() => {
      clock.advance(1_000);
      return states();
    })
    .toEqual(all("starting"));
  await shardlight.close();
  await until(...all("offline"));
});

test("with no server there, it is said once, and it is found when it comes", async () => {
  const { url, close } = await createListeningServer({ CLUSTERS: "main:4" });
  await close();
  const { lines, clock, shardlight } = await watched({ url });
  await expect
    .poll(() => {
      clock.advance(1_000);
      return lines.length;
    })
    .toBe(1);
  expect(lines[0]).toMatch(/^warn .*cannot be reached \(ECONNREFUSED\)/);
  for (let i = 0; i < 20; i += 1) clock.advance(5_000);
  expect(lines).toHaveLength(1);
  await shardlight.close();
});

test("a server that no longer answers is noticed within 20 s, and dialled anew", async () => {
  const silent = new WebSocketServer({ port: 0, host: "127.0.0.1", autoPong: false });
  await once(silent, "listening");
  closers.push(() => new Promise((resolve) => silent.close(resolve)));
  let dials = 0;
  let gone = 0;
  const pinged = new Promise<void>((resolve) => {
    silent.on("connection", (socket) => {
      dials += 1;
      socket.send(JSON.stringify({ type: "welcome", protocol: 1, seq: -1 }));
      socket.once("ping", () => resolve());
      socket.on("close", () => {
        gone += 1;
      });
    });
  });
  const { clock, lines } = await watched({
    url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
  });
  await pinged;
  await expect.poll(() => lines.length).toBe(1);
  clock.advance(10_000);
  clock.advance(10_000);
  await expect.poll(() => gone).toBe(1);
  clock.advance(2_000);
  await expect.poll(() => dials).toBe(2);
  for (const socket of silent.clients) socket.terminate();
});

test("a client that is none is logged and harms no one", async () => {
  const lines: string[] = [];
  const logger = { info: () => {}, warn: () => {}, error: (line: string) => void lines.push(line) };
  const options = { url: "http://127.0.0.1:1", cluster: "main", logger };
  const none = undefined as unknown as Parameters<typeof attachShardlight>[0];
  await attachShardlight(none, options).close();
  expect(lines).toHaveLength(1);
});

test.each([
  ["url", { url: "status.example", cluster: "main" }],
  ["cluster", { url: "http://127.0.0.1:1", cluster: "" }],
  ["boot", { url: "http://127.0.0.1:1", cluster: "main", boot: "a b" }],
])("a wrong option %s is logged and harms no one", async (name, options) => {
  const lines: string[] = [];
  const logger = { info: () => {}, warn: () => {}, error: (line: string) => void lines.push(line) };
  const shardlight = startShardlight(createTestSource(1, () => 0).source, { ...options, logger });
  expect(lines[0]).toContain(`\`${name}\` must be`);
  await shardlight.close();
});

test("a library that throws, and a logger that throws, harm no one", async () => {
  const { source } = createTestSource(1, () => 0);
  const fault = () => {
    throw new Error("broken");
  };
  const shardlight = startShardlight(
    { ...source, place: fault, look: fault, listen: fault },
    { url: "http://127.0.0.1:1", cluster: "main", logger: { info: fault, warn: fault, error: fault } },
  );
  await shardlight.close();
});
