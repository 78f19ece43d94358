import type { ProcessDetail, ProcessFacts, ProcessIdentity } from "#protocol/process.ts";
import { encodeRanges } from "#protocol/ranges.ts";
import type { Clock, MonotonicMs } from "../clock.ts";

/** A bot process as it was last heard. */
interface HeardProcess {
  readonly cluster: string;
  readonly boot: string;
  readonly heardAt: MonotonicMs;
  readonly timeoutMs: number;
  readonly told: ProcessFacts & ProcessIdentity;
}

/** More than these are never remembered; those silent for longest go first. */
const MAX_PROCESSES = 10_000;

/** Remembers what bot processes tell of themselves, while they live or own shards. */
export class ProcessBook {
  /** In the order in which they were last heard. */
  readonly #processes = new Map<string, HeardProcess>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes what a process says of itself; what it leaves out stays as it was. */
  hear(
    process: Pick<HeardProcess, "cluster" | "boot" | "timeoutMs">,
    told: ProcessFacts & ProcessIdentity = {},
  ) {
    const key = keyOf(process.cluster, process.boot);
    const before = this.#processes.get(key);
    this.#processes.delete(key);
    const heardAt = this.#clock.monotonic();
    this.#processes.set(key, { ...process, heardAt, told: { ...before?.told, ...told } });
    for (const [oldest] of this.#processes) {
      if (this.#processes.size <= MAX_PROCESSES) break;
      this.#processes.delete(oldest);
    }
  }

  forget(cluster: string, boot: string): void {
    this.#processes.delete(keyOf(cluster, boot));
  }

  /**
   * The processes of a cluster that are heard or own shards, in the order of their first shards.
   * @param owned by boot, ascending
   */
  list(
    cluster: string,
    owned: ReadonlyMap<string, readonly number[]>,
    isLinked: (cluster: string, boot: string) => boolean,
  ): ProcessDetail[] {
    const now = this.#clock.monotonic();
    const listed: { readonly first: number; readonly detail: ProcessDetail }[] = [];
    for (const [key, process] of this.#processes) {
      if (process.cluster !== cluster) continue;
      const shardIds = owned.get(process.boot) ?? [];
      const silentMs = now - process.heardAt;
      const isHeard = silentMs <= process.timeoutMs;
      if (!isHeard && shardIds.length === 0) {
        this.#processes.delete(key);
        continue;
      }
      const { versions, label, uptimeMs, memoryBytes, eventLoopDelayP99Ms } = process.told;
      listed.push({
        first: shardIds[0] ?? Number.POSITIVE_INFINITY,
        detail: {
          boot: process.boot,
          label: label ?? null,
          shards: shardIds.length,
          shardRanges: encodeRanges(shardIds),
          isHeard,
          line: isLinked(cluster, process.boot) ? "link" : "http",
          versions: {
            plugin: versions?.plugin ?? null,
            library: versions?.library ?? null,
            runtime: versions?.runtime ?? null,
          },
          uptimeMs: uptimeMs ?? null,
          memoryBytes: memoryBytes ?? null,
          eventLoopDelayP99Ms: eventLoopDelayP99Ms ?? null,
          lastHeard: Math.round(this.#clock.wall() - silentMs),
        },
      });
    }
    return listed.sort((a, b) => a.first - b.first).map(({ detail }) => detail);
  }
}

/** Names one process of one cluster; neither part may hold a slash. */
export const keyOf = (cluster: string, boot: string): string => `${cluster}/${boot}`;
