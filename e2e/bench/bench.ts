/** `full` gives figures; `smoke` only shows that a benchmark runs. */
export type Scale = "full" | "smoke";

/** A bound that a figure must keep. */
export type Limit = { readonly atLeast: number } | { readonly atMost: number };

/** One thing that was measured. */
export interface Figure {
  /** What it is, as in `p99 push to viewer`. */
  readonly what: string;
  readonly value: number;
  /** As in `ms`, `KB`, `% of a core`; `of a bare server` for a ratio. */
  readonly unit: string;
  readonly limit?: Limit;
  /** Absolute figures and circumstances to read it by. */
  readonly beside?: string;
}

/** What came of a benchmark: its figures, or why it could not run here. */
export type Outcome = readonly Figure[] | { readonly skipped: string };

/** One benchmark: starts what it needs on 127.0.0.1, measures, and ends all of it. */
export interface Bench {
  /** Its name on the command line. */
  readonly name: string;
  /** What is done, in one sentence for the table. */
  readonly does: string;
  run(scale: Scale): Promise<Outcome>;
}

/** Whether the figure keeps its limit; one without a limit does. */
export const isKept = ({ value, limit }: Figure): boolean => {
  if (limit === undefined) return true;
  return "atLeast" in limit ? value >= limit.atLeast : value <= limit.atMost;
};
