import { SHARD_STATES } from "#protocol/state.ts";
import type { GlanceReader } from "./shards.ts";

/** The state as text for eyes: a line per cluster with its totals, then one per shard that is not online. */
export const plainText = (shards: GlanceReader): string => {
  const lines = shards.clusters.flatMap((cluster) => {
    const { states } = shards.totals(cluster);
    const counts = SHARD_STATES.filter((state) => states[state] > 0).map(
      (state) => `${states[state]} ${state}`,
    );
    const troubled = Array.from({ length: cluster.shardCount }, (_, id) => id)
      .map((id) => ({ id, state: shards.state(cluster, id) }))
      .filter(({ state }) => state !== "online")
      .map(({ id, state }) => `  shard ${id}: ${state}`);
    return [`${cluster.name}: ${cluster.shardCount} shards: ${counts.join(", ")}`, ...troubled];
  });
  return `${lines.join("\n")}\n`;
};
