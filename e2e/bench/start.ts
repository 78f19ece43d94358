import { copyFileSync, rmSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { type Bot, idsFrom, shardsIn, startBot } from "../support/bot.ts";
import { read } from "../support/http.ts";
import { startServer, type TestServer } from "../support/server.ts";
import type { Bench, Figure } from "./bench.ts";
import { median, short } from "./statistics.ts";

const SHARDS = 16_384;
/** Each start reads another one, so that nothing is read twice. */
const SHARDS_APART = 97;

const FIRST_AT = Date.UTC(2025, 0, 1);
const APART_MS = 15_000;

/** Transitions of half a year, each shard's in turn; before them every shard has had equally many. */
const INSERT = `
  INSERT INTO transitions (cluster, shard_id, from_state, to_state, at, cause, previous_id)
  WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :count)
  SELECT 'main', n % ${SHARDS},
    iif(n / ${SHARDS} % 2 = 0, 'online', 'unhealthy'), iif(n / ${SHARDS} % 2 = 0, 'unhealthy', 'online'),
    ${FIRST_AT} + n * ${APART_MS}, iif(n / ${SHARDS} % 2 = 0, 'silence', 'heartbeat'),
    (SELECT max(id) FROM transitions) + 1 + n - ${SHARDS}
  FROM numbers`;
const POINT_TO_LAST = `
  UPDATE shards SET last_transition_id = (SELECT max(id) FROM transitions) + 1 + shard_id - ${SHARDS}`;

const insertTransitions = (database: Database.Database, count: number): void => {
  database.prepare(INSERT).run({ count });
  database.prepare(POINT_TO_LAST).run();
};

const withDatabase = (path: string, use: (database: Database.Database) => void): void => {
  const database = new Database(path);
  try {
    use(database);
  } finally {
    database.close();
  }
};

/** How long a server takes from its process to its first word that it listens, and then to a shard's history. */
interface Start {
  readonly listeningMs: number;
  readonly readMs: number;
  /** State that the shard came to last. */
  readonly lastTo: string;
}

const startAgain = async (server: TestServer, round: number): Promise<Start> => {
  const startedAt = performance.now();
  await server.restart();
  const listensAt = performance.now();
  const path = `/api/v1/clusters/main/shards/${(round * SHARDS_APART) % SHARDS}`;
  const { transitions } = await read<{ transitions: readonly { to: string }[] }>(server.url, path);
  const readMs = performance.now() - listensAt;
  return { listeningMs: listensAt - startedAt, readMs, lastTo: transitions[0]?.to ?? "nothing" };
};

/**
 * Kills the server while its write-ahead log is large: a reader of the database holds the log open, as a slow backup
 * does, while all shards change and much is written beside them.
 */
const killWithLargeLog = async (server: TestServer, bot: Bot, rows: number): Promise<void> => {
  await server.restart();
  const backup = new Database(server.databasePath, { readonly: true });
  const writer = new Database(server.databasePath);
  backup.exec("BEGIN; SELECT count(*) FROM shards");
  writer.pragma("wal_autocheckpoint = 0");
  insertTransitions(writer, rows);
  await bot.tell(shardsIn("resuming", idsFrom(0, SHARDS)));
  await server.kill();
  // Only the last one to close would fold the log in, and the reader may not write.
  writer.close();
  backup.close();
};

/** Starts on the database as the kill left it, again and again. */
const startAfterKill = async (server: TestServer, rounds: number): Promise<readonly Start[]> => {
  const { databasePath } = server;
  const files = [databasePath, `${databasePath}-wal`];
  for (const file of files) copyFileSync(file, `${file}.left`);
  const starts: Start[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const file of files) copyFileSync(`${file}.left`, file);
    rmSync(`${databasePath}-shm`, { force: true });
    const again = await startAgain(server, round);
    if (again.lastTo !== "resuming") throw new Error(`a change is lost: the last is to ${again.lastTo}`);
    starts.push(again);
    await server.kill();
  }
  return starts;
};

const figuresOf = (after: string, starts: readonly Start[], beside: string): readonly Figure[] => [
  {
    what: `process to listening after ${after}`,
    value: median(starts.map(({ listeningMs }) => listeningMs)),
    unit: "ms",
    limit: { atMost: 1_000 },
    beside,
  },
  {
    what: `then to one shard's last transitions`,
    value: median(starts.map(({ readMs }) => readMs)),
    unit: "ms",
  },
];

/** How soon a server is back that has much to remember. */
export const start: Bench = {
  name: "start",
  does: `Starts on a database with ${SHARDS.toLocaleString("en-US")} shards and 1,000,000 transitions`,
  run: async (scale) => {
    const rounds = scale === "full" ? 7 : 1;
    const stored = SHARDS * (scale === "full" ? 62 : 4);
    const server = await startServer({ CLUSTERS: `main:${SHARDS}`, HEALTH_TIMEOUT: "600" });
    const bot = startBot(server.url, { shardCount: SHARDS });
    try {
      await bot.tell(shardsIn("online", idsFrom(0, SHARDS)));
      await server.stop();
      withDatabase(server.databasePath, (database) => insertTransitions(database, stored));
      const databaseMb = statSync(server.databasePath).size / 1e6;

      const afterStop: Start[] = [];
      for (let round = 0; round < rounds; round += 1) {
        afterStop.push(await startAgain(server, round));
        await server.stop();
      }
      await killWithLargeLog(server, bot, stored / 2);
      const logMb = statSync(`${server.databasePath}-wal`).size / 1e6;
      const afterKill = await startAfterKill(server, rounds);
      return [
        ...figuresOf("a stop", afterStop, `median of ${rounds}; a database of ${short(databaseMb)} MB`),
        ...figuresOf("kill -9", afterKill, `median of ${rounds}; a write-ahead log of ${short(logMb)} MB`),
      ];
    } finally {
      bot.close();
      await server.dispose();
    }
  },
};
