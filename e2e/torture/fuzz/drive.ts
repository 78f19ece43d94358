import fc from "fast-check";
import { expect } from "vitest";
import type { Grounds } from "./grounds.ts";
import { playInLanes, type Speaker } from "./lanes.ts";

/** Runs of the property for one seed. */
const RUNS_PER_ROUND = 5;

/** What is played, and how much of it. */
export interface Drive<T> {
  readonly grounds: Grounds;
  readonly cases: fc.Arbitrary<T>;
  readonly mostAtOnce: number;
  readonly speaker: (lane: number) => Speaker<T>;
  /** What was said so far, in whatever is counted. */
  readonly said: () => number;
  /** After this much the server holds all that it ever will. */
  readonly warmUp: number;
  readonly all: number;
  /** A failure is shrunk for no longer than until then. */
  readonly patienceMs: number;
}

/** Plays generated cases until enough is said, and looks whether the server holds more than after the warm-up. */
export const drive = async <T>(plan: Drive<T>): Promise<void> => {
  const { grounds, said } = plan;
  const many = fc.array(plan.cases, { minLength: 1, maxLength: plan.mostAtOnce, size: "max" });
  const property = fc.asyncProperty(many, (cases) => playInLanes(grounds, cases, plan.speaker));
  const deadline = performance.now() + plan.patienceMs;
  const playUntil = async (enough: number) => {
    while (said() < enough) {
      const interruptAfterTimeLimit = deadline - performance.now();
      expect(interruptAfterTimeLimit, `only ${said()} of ${plan.all} in time`).toBeGreaterThan(0);
      await fc.assert(property, { numRuns: RUNS_PER_ROUND, interruptAfterTimeLimit });
    }
  };
  await playUntil(plan.warmUp);
  const base = await grounds.holding();
  await playUntil(plan.all);
  await grounds.assertNotGrown(base);
};
