import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Audio nodes, each row one life: a name that comes back after it was retired is a new row. */
export const audioNodes = sqliteTable("audio_nodes", {
  id: text().primaryKey(),
  pool: text().notNull(),
  name: text().notNull(),
  label: text().notNull(),
  region: text(),
  /** Origin of its API. */
  address: text().notNull(),
  /** Since when its address lies in the block that it lies in. */
  addressAt: integer().notNull(),
  /** The password, encrypted; null once it is retired. */
  passwordBox: text(),
  state: text().notNull(),
  sinceAt: integer().notNull(),
  cause: text().notNull(),
  reason: text(),
  note: text(),
  hasAgent: integer({ mode: "boolean" }).notNull(),
  hasBeenActive: integer({ mode: "boolean" }).notNull(),
  drainDeadlineAt: integer(),
  drainEnd: text(),
  announcedAt: integer().notNull(),
  /** When Discord last refused its voice connections as too old; null: never. */
  tooOldAt: integer(),
  /** What it is, as JSON; null before anyone looked. */
  info: text(),
  /** By source its health, since when, and what a person says it is: JSON. */
  sources: text().notNull(),
  /** What was seen of its route planner: JSON; null: none. */
  planner: text(),
});

/** Every change of a node's state, in order. */
export const audioNodeEvents = sqliteTable(
  "audio_node_events",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    nodeId: text()
      .notNull()
      .references(() => audioNodes.id, { onDelete: "cascade" }),
    at: integer().notNull(),
    /** Null at the first. */
    fromState: text(),
    toState: text().notNull(),
    cause: text().notNull(),
    reason: text(),
  },
  (table) => [index("audio_node_events_of_node").on(table.nodeId)],
);
