/** All that the plugin knows of time; tests pass one that they turn by hand. */
export interface Timing {
  /** Milliseconds on a clock that no one can set. */
  monotonic(): number;
  /** Epoch ms. */
  wall(): number;
  /** Calls back after `delayMs`, without keeping the process alive; the result cancels. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemTiming: Timing = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
