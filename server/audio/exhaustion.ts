import type { Clock } from "../clock.ts";
import type { AudioNode } from "./node.ts";
import type { Presence } from "./presence.ts";
import type { AudioSettings } from "./settings.ts";
import { isExhausted, recordOf } from "./source-health.ts";

/** Whether a node is of no more use: a source that matters refuses it for long, or all its addresses are used up. */
export const isSpent = (
  { sources, planner }: AudioNode,
  { outcomes }: Presence,
  { essentialSources, thresholds }: AudioSettings,
  clock: Clock,
): boolean =>
  essentialSources.some((source) => {
    const record = recordOf(sources, source);
    if (record === null) return false;
    if (record.override === "ok") return false;
    const tally = outcomes.tally(source, clock.monotonic());
    // Addresses that cannot be bound look used up, and are not.
    const isCycled =
      planner?.isExhausted === true && record.health === "limited" && tally.misconfigured === 0;
    return isCycled || isExhausted(record, tally, clock.wall(), thresholds);
  });

/** The last active node of a pool is never taken by itself, however bad it is: music that stutters beats none. */
export const mayBeDrained = (node: AudioNode, pool: readonly AudioNode[]): boolean =>
  node.state === "active" && pool.some((other) => other.id !== node.id && other.state === "active");

/** Drained by itself, it is used again when no other is left: nobody but a person takes a pool's last node. */
export const isMissed = ({ state, cause }: AudioNode, pool: readonly AudioNode[]): boolean =>
  state === "draining" && cause === "limited" && pool.every((other) => other.state !== "active");
