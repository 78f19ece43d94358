import Database from "better-sqlite3";
import { SHARD_STATES } from "#protocol/state.ts";
import { idsFrom } from "../support/bot.ts";
import { startServer } from "../support/server.ts";
import { CONNECTIONS, compareWithBare, figuresOf, PASSPHRASE, postOf } from "./against-bare.ts";
import type { Bench } from "./bench.ts";

const SHARDS = 16_384;
const SHARDS_EACH = SHARDS / CONNECTIONS;
/** Glance's numbers of the states that each shard goes through again and again: online and starting. */
const NUMBERS = [3, 4] as const;

const hasOrder = (states: readonly string[]): boolean =>
  states.every((state, place) => state === SHARD_STATES[NUMBERS[place % NUMBERS.length] ?? 0]);

/** How many acknowledged changes are not in the database of a server that was killed; also where one is out of order. */
const missingIn = (databasePath: string, acknowledged: Uint32Array): number => {
  const database = new Database(databasePath, { readonly: true });
  const kept = Array.from(acknowledged, (): string[] => []);
  const rows = database.prepare<[], { id: number; to: string }>(
    "SELECT shard_id AS id, to_state AS `to` FROM transitions ORDER BY transitions.id",
  );
  for (const { id, to } of rows.iterate()) kept[id]?.push(to);
  let missing = 0;
  for (const [id, count] of acknowledged.entries()) {
    const states = kept[id] ?? [];
    missing += Math.max(count - states.length, hasOrder(states) ? 0 : 1);
  }
  database.close();
  return missing;
};

/** State pushes over Glance's route, each of which changes a state and is in the database before it is answered. */
export const changes: Bench = {
  name: "changes",
  does: `Glance's state pushes that each change a state, kept before answered, ${CONNECTIONS} connections`,
  run: async (scale) => {
    const server = await startServer({ CLUSTERS: `main:${SHARDS}`, PASSPHRASE });
    try {
      const pushes = NUMBERS.map((number) =>
        idsFrom(0, SHARDS).map((id) => postOf(`/api/status/main/${id}/${number}`)),
      );
      const acknowledged = new Uint32Array(SHARDS);
      const answered = new Array<number>(CONNECTIONS).fill(0);
      const shardOf = (connection: number, count: number) => connection * SHARDS_EACH + (count % SHARDS_EACH);
      const comparison = await compareWithBare(
        server,
        {
          status: 204,
          // Goes on from what was answered: what went to the bare server changed nothing here.
          next: (connection) => {
            const count = answered[connection] ?? 0;
            const round = Math.floor(count / SHARDS_EACH);
            return pushes[round % NUMBERS.length]?.[shardOf(connection, count)] as Buffer;
          },
          onAnswer: (connection) => {
            const count = answered[connection] ?? 0;
            acknowledged[shardOf(connection, count)] = (acknowledged[shardOf(connection, count)] ?? 0) + 1;
            answered[connection] = count + 1;
          },
        },
        scale,
      );
      await server.kill();
      return [
        ...figuresOf(comparison, "changes", { atLeast: 0.35 }),
        {
          what: "acknowledged changes missing after kill -9",
          value: missingIn(server.databasePath, acknowledged),
          unit: "changes",
          limit: { atMost: 0 },
          beside: `of ${acknowledged.reduce((sum, count) => sum + count, 0).toLocaleString("en-US")}`,
        },
      ];
    } finally {
      await server.dispose();
    }
  },
};
