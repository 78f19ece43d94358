import { guardOf, sayBroken as sayBrokenAt } from "../transport/guard.ts";
import type { Notices } from "../transport/notices.ts";
import type { Timing } from "../transport/timing.ts";

const WHERE = "about players";

/** Says once that something about players broke; the host goes on. */
export const sayBroken = (notices: Notices, error: unknown): void => sayBrokenAt(notices, WHERE, error);

/** Does what may throw. */
export const guarded = (notices: Notices, act: () => void): void => guardOf(notices, WHERE)(act, undefined);

/** Timers whose callbacks never throw into the host. */
export const guardedTiming = (timing: Timing, notices: Notices): Timing => ({
  monotonic: () => timing.monotonic(),
  wall: () => timing.wall(),
  after: (delayMs, callback) => timing.after(delayMs, () => guarded(notices, callback)),
});
