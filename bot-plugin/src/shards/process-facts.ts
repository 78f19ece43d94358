import { monitorEventLoopDelay } from "node:perf_hooks";
import type { ProcessFacts } from "../protocol/process.ts";

/** How often the event loop's punctuality is sampled; Node counts it in, so that it is taken off. */
const RESOLUTION_MS = 50;
const NANOSECONDS_PER_MS = 1e6;

/** Measures this process while it runs; the time between two questions is one measurement. */
export class ProcessMeter {
  readonly #delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.#delays.enable();
  }

  read(): ProcessFacts {
    const delayMs = this.#delays.percentile(99) / NANOSECONDS_PER_MS - RESOLUTION_MS;
    const hasSamples = this.#delays.count > 0;
    this.#delays.reset();
    return {
      uptimeMs: Math.round(process.uptime() * 1_000),
      memoryBytes: residentBytes(),
      eventLoopDelayP99Ms: hasSamples ? Math.max(Math.round(delayMs * 10) / 10, 0) : null,
    };
  }

  stop(): void {
    this.#delays.disable();
  }
}

/** Not to be had by a process that has used up its file descriptors. */
const residentBytes = (): number | null => {
  try {
    return process.memoryUsage.rss();
  } catch {
    return null;
  }
};
