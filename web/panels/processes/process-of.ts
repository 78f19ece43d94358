import type { ProcessDetail } from "#protocol/process.ts";
import { decodeRanges } from "#protocol/ranges.ts";

/** The process that a shard is one of; undefined where no process owns it. */
export const processOf = (processes: readonly ProcessDetail[], shard: number): ProcessDetail | undefined =>
  processes.find(({ shardRanges }) => {
    for (const id of decodeRanges(shardRanges)) if (id >= shard) return id === shard;
    return false;
  });
