import Database from "better-sqlite3";
import { expect } from "vitest";
import { SHARD_STATES } from "#protocol/state.ts";

const STATES = SHARD_STATES.map((state) => `'${state}'`).join(",");

/** Rows that no server may have written: each query must find none. */
const WRONG = {
  "rows that were set aside": "SELECT * FROM set_aside",
  "states that do not exist": `SELECT * FROM shards WHERE state NOT IN (${STATES}) OR since_at <= 0 OR timeout_ms <= 0`,
  "transitions to states that do not exist": `SELECT * FROM transitions
    WHERE from_state NOT IN (${STATES}) OR to_state NOT IN (${STATES}) OR from_state = to_state OR at <= 0`,
  "transitions that do not follow on each other": `SELECT * FROM (SELECT from_state,
    lag(to_state, 1, 'unknown') OVER (PARTITION BY cluster, shard_id ORDER BY id) AS before FROM transitions)
    WHERE from_state <> before`,
  "shards that are not as their last transition says": `SELECT * FROM shards WHERE state <> (SELECT to_state
    FROM transitions WHERE cluster = shards.cluster AND shard_id = shards.shard_id ORDER BY id DESC LIMIT 1)`,
  "chains of transitions with a link missing": `SELECT * FROM (SELECT previous_id,
    lag(id) OVER (PARTITION BY cluster, shard_id ORDER BY id) AS before FROM transitions)
    WHERE previous_id IS NOT before`,
  "shards that do not know their last transition": `SELECT * FROM shards WHERE last_transition_id IS NOT (SELECT max(id)
    FROM transitions WHERE cluster = shards.cluster AND shard_id = shards.shard_id)`,
  "shards of a process that is not known": `SELECT * FROM shards WHERE boot IS NOT NULL AND boot NOT IN
    (SELECT boot FROM processes WHERE processes.cluster = shards.cluster)`,
  "audio nodes that are not as their last event says": `SELECT * FROM audio_nodes WHERE state IS NOT (SELECT to_state
    FROM audio_node_events WHERE node_id = audio_nodes.id ORDER BY id DESC LIMIT 1)`,
  "events of audio nodes that do not follow on each other": `SELECT * FROM (SELECT from_state,
    lag(to_state) OVER (PARTITION BY node_id ORDER BY id) AS before FROM audio_node_events)
    WHERE before IS NOT NULL AND from_state IS NOT before`,
  "audio nodes whose password is not sealed": "SELECT * FROM audio_nodes WHERE password_box NOT LIKE 'v1.%'",
  "processes that were never seen": "SELECT * FROM processes WHERE seen_order < 1 OR seq < -1",
} as const;

/** Looks at every row that the server has kept: nothing is torn, and all of it makes sense. */
export const expectSoundRows = (path: string): void => {
  const database = new Database(path, { readonly: true, timeout: 5_000 });
  try {
    expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(database.pragma("foreign_key_check")).toEqual([]);
    for (const [what, query] of Object.entries(WRONG))
      expect({ [what]: database.prepare(query).all() }).toEqual({ [what]: [] });
  } finally {
    database.close();
  }
};
