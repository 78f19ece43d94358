import type { Timing } from "../transport/timing.ts";

/** Waits for so long at most, then gives what is given instead. Rejects where the promise does. */
export const within = <T>(timing: Timing, ms: number, promise: Promise<T>, instead: T): Promise<T> =>
  new Promise((resolve, reject) => {
    const cancel = timing.after(Math.max(ms, 0), () => resolve(instead));
    promise.then(resolve, reject).finally(cancel);
  });
