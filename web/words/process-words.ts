import type { ClusterTotals } from "#protocol/feed.ts";
import type { ProcessDetail, ProcessList } from "#protocol/process.ts";
import { decodeRanges, type ShardRanges } from "#protocol/ranges.ts";
import { countOf, countWords, latencyWords, listWords } from "./numbers.ts";

/** A process by its boot alone is named with so many of its characters. */
const SHORT_BOOT_CHARS = 8;
/** An event loop this late is called slow: people begin to notice (Nielsen, Usability Engineering, 5.5). */
const SLOW_MS = 100;
const MOST_RANGES = 6;
const MOST_KINDS = 4;

const MEBIBYTE = 1_024 ** 2;
const GIBIBYTE = 1_024 ** 3;
const tenths = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** What a process is called: its label, else the beginning of its boot. */
export const processName = ({ label, boot }: Pick<ProcessDetail, "label" | "boot">): string => {
  if (label !== null && label !== "") return label;
  return boot.length <= SHORT_BOOT_CHARS + 2 ? boot : `${boot.slice(0, SHORT_BOOT_CHARS)}…`;
};

/** Bytes in the largest unit that people use for memory: `312 MB`, `1.4 GB`. */
export const memoryWords = (bytes: number): string =>
  bytes < 1_000 * MEBIBYTE
    ? `${countWords(Math.max(1, Math.round(bytes / MEBIBYTE)))} MB`
    : `${tenths.format(bytes / GIBIBYTE)} GB`;

/** Whether a process answers late because it is busy. */
export const isSlow = ({ eventLoopDelayP99Ms }: Pick<ProcessDetail, "eventLoopDelayP99Ms">): boolean =>
  eventLoopDelayP99Ms !== null && eventLoopDelayP99Ms >= SLOW_MS;

/** How late an event loop is: `3 ms`, `less than 1 ms`. */
export const delayWords = (delayMs: number): string =>
  delayMs < 1 ? "less than 1 ms" : latencyWords(delayMs);

/** Shards as people write them: `0–15, 18`; of many pieces the first, and how many shards follow. */
export const shardsWords = (ranges: ShardRanges): string => {
  const pieces = ranges === "" ? [] : ranges.split(",");
  if (pieces.length === 0) return "none";
  const words = (some: readonly string[]) => some.join(", ").replaceAll("-", "–");
  // A last piece that is left out would cost as many words as it saves.
  if (pieces.length <= MOST_RANGES + 1) return words(pieces);
  const rest = Array.from(decodeRanges(pieces.slice(MOST_RANGES).join(","))).length;
  return `${words(pieces.slice(0, MOST_RANGES))} and ${countWords(rest)} more`;
};

/** What a process runs, its Discord library first; empty where nothing is known. */
export const versionsWords = ({ library, plugin, runtime }: ProcessDetail["versions"]): string =>
  listWords([library, plugin, runtime].filter((its) => its !== null).filter((its) => its !== ""));

/** What processes run, parted into what all of them share, in words, and what must be told of each. */
export const sharedVersions = (processes: readonly ProcessDetail[]) => {
  const [first, ...others] = processes.map(({ versions }) => versions);
  const shared = {
    library: first?.library ?? null,
    plugin: first?.plugin ?? null,
    runtime: first?.runtime ?? null,
  };
  const isShared = (part: keyof ProcessDetail["versions"]) =>
    others.every((its) => its[part] === shared[part]);
  const parts = (["library", "plugin", "runtime"] as const).filter((part) => !isShared(part));
  for (const part of parts) shared[part] = null;
  const ownOf = ({ versions }: ProcessDetail): string =>
    versionsWords({
      library: parts.includes("library") ? versions.library : null,
      plugin: parts.includes("plugin") ? versions.plugin : null,
      runtime: parts.includes("runtime") ? versions.runtime : null,
    });
  return { words: versionsWords(shared), isMixed: parts.length > 0, ownOf };
};

/** Entry to a cluster's processes: `3 processes · 1 silent`; null where there is none to tell of. */
export const processesWords = (
  { processes: heard, states }: Pick<ClusterTotals, "processes" | "states">,
  list: ProcessList | null,
): string | null => {
  if (heard === 0 && states.unhealthy === 0 && list === null) return null;
  const parts = [heard === 0 ? "No process is heard" : countOf(heard, "process", "processes")];
  const silent = list?.processes.filter(({ isHeard }) => !isHeard).length ?? 0;
  if (silent > 0) parts.push(`${countWords(silent)} ${heard > 0 ? "more silent" : "silent"}`);
  const slow =
    list?.visible === "all" ? list.processes.filter((its) => its.isHeard && isSlow(its)).length : 0;
  if (slow > 0) parts.push(`${countWords(slow)} slow`);
  return parts.join(" · ");
};

const kindWords = (processes: number, shards: number, isHeard: boolean): string => {
  const each = processes > 1 ? " each" : "";
  const owned = shards === 0 ? "no shards" : countOf(shards, "shard");
  const state = isHeard ? "" : processes > 1 ? ", are silent" : ", is silent";
  return `${countOf(processes, "process", "processes")} with ${owned}${each}${state}`;
};

/** Processes that may only be counted, a line for each kind; of many kinds how they range. */
export const countsWords = (
  processes: readonly Pick<ProcessDetail, "shards" | "isHeard">[],
): readonly string[] => {
  const kinds = new Map<string, { count: number; readonly shards: number; readonly isHeard: boolean }>();
  for (const { shards, isHeard } of processes) {
    const key = `${isHeard} ${shards}`;
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, { count: 1, shards, isHeard });
    else kind.count += 1;
  }
  const told = [...kinds.values()];
  if (told.length <= MOST_KINDS)
    return told.map(({ count, shards, isHeard }) => kindWords(count, shards, isHeard));
  const shards = processes.map((its) => its.shards);
  const silent = processes.filter(({ isHeard }) => !isHeard).length;
  const range = `${countOf(processes.length, "process", "processes")} with ${countWords(Math.min(...shards))} to ${countOf(Math.max(...shards), "shard")} each`;
  return silent === 0
    ? [range]
    : [range, `${countWords(silent)} of them ${silent === 1 ? "is" : "are"} silent`];
};
