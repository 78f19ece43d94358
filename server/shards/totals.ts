import type { ClusterTotals } from "#protocol/feed.ts";
import { countStates, type ShardState, standingOf } from "#protocol/state.ts";
import type { ClusterShards, ShardRegistry } from "./registry.ts";

/** The middle value; null where there is none. */
const medianOf = (values: number[]): number | null => {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
};

/** Sums up one cluster as it is now. */
export const totalsOf = (
  registry: ShardRegistry,
  cluster: ClusterShards,
  processes: number,
): ClusterTotals => {
  const states: ShardState[] = [];
  const latencies: number[] = [];
  const guilds = { reporting: 0, total: 0, down: 0, unavailable: 0 };
  let stopped = 0;
  for (let index = cluster.first; index < cluster.first + cluster.shardCount; index += 1) {
    const state = registry.state(index);
    const vitals = registry.vitals(index);
    states.push(state);
    if (registry.isStopped(index)) stopped += 1;
    if (vitals.latencyMs !== null && state === "online") latencies.push(vitals.latencyMs);
    if (vitals.guilds !== null) {
      guilds.reporting += 1;
      guilds.total += vitals.guilds;
      if (standingOf(state) === "down") guilds.down += vitals.guilds;
    }
    guilds.unavailable += vitals.unavailableGuilds ?? 0;
  }
  return { states: countStates(states), guilds, stopped, latencyMs: medianOf(latencies), processes };
};
