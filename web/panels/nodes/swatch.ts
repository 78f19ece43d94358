import type { NodeCondition } from "#web/words/node-condition.ts";

/** The swatch of each condition: those of shards, as far as they mean the same. */
const SWATCHES = {
  away: "offline",
  troubled: "unhealthy",
  limited: "unhealthy",
  draining: "stopping",
  degraded: "unhealthy",
  probing: "starting",
  announced: "unknown",
  active: "online",
  retired: "retired",
} satisfies Record<NodeCondition, string>;

/** What `data-state` a condition's swatch has. */
export const swatchOf = (condition: NodeCondition): string => SWATCHES[condition];
