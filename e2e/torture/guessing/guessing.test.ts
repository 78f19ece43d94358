import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { from, keepAlive, post, type Question } from "../../support/http.ts";
import { cpuSeconds } from "../../support/process-cost.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { elapsed, until } from "../../support/until.ts";
import { measure } from "../measure.ts";
import { guessFor } from "./attacker.ts";

const PASSPHRASE = "tulip-9";
const ATTACKER = "127.0.0.66";
const BOT = "127.0.0.2";
const ATTACK_MS = measure({ short: 3_000, full: 30_000 });
/** As the README says: 20 at once, then one each 2 s. */
const MOST_LOOKED_AT = 20 + Math.ceil(ATTACK_MS / 2_000) + 1;
/** All within the first two seconds: once the limit is used up, and before a guess comes back. */
const isRightOne = (count: number) => count > 50 && count <= 90;
const REPORT = JSON.stringify({ boot: "b", seq: 0, shardCount: 360, shards: [] });

let server: TestServer;
beforeEach(async () => {
  server = await startServer({ PASSPHRASE, CLUSTERS: "main:360" });
});
afterEach(() => server.dispose());

const status = (secret: string, question: Question, shard = 0) =>
  post(server.url, `/api/status/main/${shard}/3`, { ...question, headers: { authorization: secret } });
const routes = (secret: string) => {
  const headers = { authorization: `Bearer ${secret}` };
  return [
    (question: Question) => status(secret, question),
    (question: Question) => post(server.url, "/api/health/main/0", { ...question, headers }),
    (question: Question) =>
      post(server.url, "/api/v1/clusters/main/reports", { ...question, headers, body: REPORT }),
  ] as const;
};
const guessAnywhere = (secret: string, count: number, question: Question) =>
  (routes(secret)[count % 3] ?? routes(secret)[0])(question);
const warnings = () => server.logs.filter(({ level }) => level === "warn");

/** Pushes on a new connection each time, every 100 ms, until told to stop; the slowest answer and all statuses. */
const startBotWithoutKeepAlive = (localAddress: string) => {
  const statuses = new Set<number>();
  let slowestMs = 0;
  let isOver = false;
  const run = async () => {
    while (!isOver) {
      const startedAt = performance.now();
      statuses.add((await status(PASSPHRASE, { agent: from(localAddress) })).status);
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      await elapsed(100);
    }
    return { statuses: [...statuses], slowestMs };
  };
  const ended = run();
  return {
    stop: () => {
      isOver = true;
      return ended;
    },
  };
};

test("an attacker is looked at seldom, even when the right one is among the guesses; bots elsewhere see nothing of it", async () => {
  const bot = startBotWithoutKeepAlive(BOT);
  const tally = await guessFor(ATTACK_MS, ATTACKER, (count, question) =>
    guessAnywhere(isRightOne(count) ? PASSPHRASE : `guess-${count}`, count, question),
  );
  expect(await bot.stop()).toMatchObject({ statuses: [204] });
  const looked = [...tally].filter(([code]) => code !== 429).reduce((sum, [, times]) => sum + times, 0);
  expect(looked).toBeLessThanOrEqual(MOST_LOOKED_AT);
  expect(tally.get(429)).toBeGreaterThan(100);
  expect(warnings()).toEqual([expect.objectContaining({ address: ATTACKER })]);
  expect(JSON.stringify(server.logs)).not.toMatch(/guess-|tulip/);
});

test("a bot at work behind the attacker's own address is never refused", async () => {
  expect((await status(PASSPHRASE, { agent: from(ATTACKER) })).status).toBe(204);
  const bot = startBotWithoutKeepAlive(ATTACKER);
  const tally = await guessFor(ATTACK_MS, ATTACKER, (count, question) =>
    guessAnywhere(`guess-${count}`, count, question),
  );
  const { statuses, slowestMs } = await bot.stop();
  expect(statuses).toEqual([204]);
  expect(slowestMs).toBeLessThan(1_000);
  expect([...tally.keys()].sort()).toEqual([401, 429]);
  expect(tally.get(401)).toBeLessThanOrEqual(MOST_LOOKED_AT);
});

test("the link's handshake is limited with all the rest, and says so as HTTP", async () => {
  const dial = (secret: string) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(`${server.url.replace("http", "ws")}/api/v1/link`, {
        headers: { authorization: `Bearer ${secret}` },
        localAddress: ATTACKER,
      });
      socket.on("unexpected-response", (_, { statusCode = 0 }) => {
        resolve(statusCode);
        socket.terminate();
      });
      socket.on("open", () => {
        resolve(101);
        socket.terminate();
      });
      socket.on("error", () => {});
    });
  const statuses = [];
  for (let count = 0; count < 25; count += 1) statuses.push(await dial(`guess-${count}`));
  expect(statuses.slice(0, 20).every((code) => code === 401)).toBe(true);
  expect(statuses.slice(22).every((code) => code === 429)).toBe(true);
  expect(await dial(PASSPHRASE)).toBe(429);
  expect((await status(PASSPHRASE, { agent: from(ATTACKER) })).status).toBe(429);
  expect((await status(PASSPHRASE, { agent: from(BOT) })).status).toBe(204);
});

test("a bot with a stale passphrase is told clearly, costs little, and works within moments once mended", async () => {
  const agent = keepAlive(BOT);
  const push360 = async (secret: string) => {
    const before = cpuSeconds(server.pid);
    const answers = await Promise.all(
      Array.from({ length: 360 }, (_, shard) => status(secret, { agent }, shard)),
    );
    return { answers, cpu: cpuSeconds(server.pid) - before };
  };
  for (let round = 0; round < measure({ short: 3, full: 30 }); round += 1) {
    const { answers, cpu } = await push360("stale");
    for (const answer of answers) {
      expect([401, 429]).toContain(answer.status);
      const { error } = answer.json<{ error: string }>();
      expect(error).toMatch(/requires authorization|too many wrong secrets/);
      if (answer.status === 429) expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    }
    // A fiftieth of a core, were it to push every 15 s.
    expect(cpu).toBeLessThan(15 / 50);
  }
  expect(warnings()).toHaveLength(1);
  const mendedAt = performance.now();
  await until("it is let in", async () => (await status(PASSPHRASE, { agent })).status === 204);
  expect(performance.now() - mendedAt).toBeLessThan(500);
  const { answers } = await push360(PASSPHRASE);
  expect(answers.every((answer) => answer.status === 204)).toBe(true);
  agent.destroy();
});
