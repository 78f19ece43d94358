import { expect, test } from "vitest";
import type { ProcessDetail } from "#protocol/process.ts";
import { processOf } from "./process-of.ts";

const owner = (boot: string, shardRanges: string): ProcessDetail => ({
  boot,
  label: null,
  shards: 1,
  shardRanges,
  isHeard: true,
  line: "link",
  versions: { plugin: null, library: null, runtime: null },
  uptimeMs: null,
  memoryBytes: null,
  eventLoopDelayP99Ms: null,
  lastHeard: 0,
});
const PROCESSES = [owner("a", "0-9,20"), owner("b", "10-19"), owner("idle", "")];

test.each([
  [0, "a"],
  [20, "a"],
  [15, "b"],
  [21, undefined],
])("shard %i is one of %s", (shard, boot) => {
  expect(processOf(PROCESSES, shard)?.boot).toBe(boot);
});
