import type { Notices } from "../transport/notices.ts";
import type { Timing } from "../transport/timing.ts";

/** Says once that something about players broke; the host goes on. */
export const sayBroken = (notices: Notices, error: unknown): void => {
  const detail = error instanceof Error ? error.message : "unknown fault";
  notices.trouble("broken", "warn", `something broke about players, and the bot is not concerned: ${detail}`);
};

/** Does what may throw. */
export const guarded = (notices: Notices, act: () => void): void => {
  try {
    act();
  } catch (error) {
    sayBroken(notices, error);
  }
};

/** Timers whose callbacks never throw into the host. */
export const guardedTiming = (timing: Timing, notices: Notices): Timing => ({
  monotonic: () => timing.monotonic(),
  wall: () => timing.wall(),
  after: (delayMs, callback) => timing.after(delayMs, () => guarded(notices, callback)),
});
