import type { Clock } from "../clock.ts";
import type { Db } from "../db/open.ts";
import type { Events } from "../events.ts";
import type { Log } from "../log.ts";
import type { BootBook } from "./boots.ts";
import { NO_OWNER } from "./claim.ts";
import type { ShardRegistry } from "./registry.ts";
import { loadShards } from "./store.ts";

/**
 * Puts the last kept states back, with fresh deadlines, and tells how long nobody listened. What was heard since
 * the start (the database may open late) is newer and stays.
 */
export const restoreShards = (parts: {
  readonly db: Db;
  readonly registry: ShardRegistry;
  readonly boots: BootBook;
  readonly clock: Clock;
  readonly events: Events;
  readonly log: Log;
}): void => {
  const { db, registry, boots, clock, events, log } = parts;
  const wall = clock.wall();
  const kept = loadShards(db, wall);
  for (const row of kept.setAside) log.warn(row, "a stored row made no sense and was set aside");
  for (const { boot, seenOrder, ...row } of kept.processes)
    boots.restore({ ...row, name: boot, order: seenOrder });

  let strangers = 0;
  for (const row of kept.shards) {
    const cluster = registry.cluster(row.cluster);
    if (cluster === undefined || row.shardId >= cluster.shardCount) {
      strangers += 1;
      continue;
    }
    const index = cluster.first + row.shardId;
    if (registry.isKnown(index)) continue;
    const owner = row.boot === null ? NO_OWNER : (boots.find(row.cluster, row.boot)?.order ?? NO_OWNER);
    registry.restore(index, { ...row, since: row.sinceAt, owner }, clock.monotonic());
  }
  events.emit("restored");
  if (strangers > 0) {
    log.info(
      { rows: strangers },
      "stored shards are outside the configured clusters; they are kept and not shown",
    );
  }
  // Where the machine's clock was set back meanwhile, nobody knows for how long.
  if (kept.aliveAt !== null) events.emit("blind", { from: Math.min(kept.aliveAt, wall), until: wall });
};
