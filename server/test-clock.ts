import type { Clock } from "./clock.ts";

/** A clock that a test turns by hand; callbacks fire in the order of their times while it is turned. */
export interface TestClock extends Clock {
  /** Lets time pass on all clocks. */
  advance(byMs: number): void;
  /** Lets time pass while the process stands still: timers fire late, all at the end. */
  stall(byMs: number): void;
  /** Lets the machine sleep: the monotonic clock stands, the others run. */
  suspend(byMs: number): void;
  /** Sets the wall clock alone. */
  stepWall(byMs: number): void;
}

export const createTestClock = (startAt = 1_763_688_000_000): TestClock => {
  let now = 1_000;
  let wall = startAt;
  let uptime = 500_000;
  let timers: { at: number; callback: () => void }[] = [];
  const pass = (byMs: number) => {
    now += byMs;
    wall += byMs;
    uptime += byMs;
  };
  const fireDue = () => {
    for (let due = next(now); due !== undefined; due = next(now)) {
      timers = timers.filter((timer) => timer !== due);
      due.callback();
    }
  };
  const next = (until: number) => timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
  return {
    monotonic: () => now,
    wall: () => wall,
    uptime: () => uptime,
    after: (delayMs, callback) => {
      const timer = { at: now + delayMs, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance: (byMs) => {
      const end = now + byMs;
      for (let due = next(end); due !== undefined; due = next(end)) {
        pass(Math.max(due.at - now, 0));
        fireDue();
      }
      pass(end - now);
    },
    stall: (byMs) => {
      pass(byMs);
      fireDue();
    },
    suspend: (byMs) => {
      wall += byMs;
      uptime += byMs;
    },
    stepWall: (byMs) => {
      wall += byMs;
    },
  };
};
