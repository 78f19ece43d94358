import type { Bench, Figure } from "./bench.ts";

/** What came of one benchmark. */
export type Result = { readonly name: string; readonly does: string } & (
  | { readonly figures: readonly Figure[] }
  | { readonly skipped: string }
);

/** The last result of each benchmark, and the machine that they ran on. */
export interface ResultFile {
  readonly machine: string;
  readonly results: readonly Result[];
}

/** Puts new results over the old ones of the same machine, in the order of `benches`. */
export const mergeResults = (
  old: ResultFile | null,
  made: ResultFile,
  benches: readonly Bench[],
): ResultFile => {
  const kept = old?.machine === made.machine ? old.results : [];
  const results = benches.flatMap(
    ({ name }) => [...made.results, ...kept].find((result) => result.name === name) ?? [],
  );
  return { machine: made.machine, results };
};
