import os from "node:os";

/** Milliseconds on a clock that no one can set; only differences mean something. */
export type MonotonicMs = number;

/** Milliseconds since 1970, as the machine's clock has it; it may be stepped. */
export type EpochMs = number;

/** All that the server knows of time; tests pass one that they turn by hand. */
export interface Clock {
  monotonic(): MonotonicMs;
  wall(): EpochMs;
  /** Milliseconds since the machine started, time asleep included (CLOCK_BOOTTIME). */
  uptime(): MonotonicMs;
  /** Calls back after `delayMs`, without keeping the process alive; the result cancels. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Node's `setTimeout` fires at once beyond this. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  uptime: () => os.uptime() * 1_000,
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.min(delayMs, LONGEST_TIMEOUT_MS)).unref();
    return () => clearTimeout(timer);
  },
};
