const ascending = (a: number, b: number) => a - b;

/** The value below which this share of all values lies (nearest rank); NaN of none. */
export const percentile = (values: readonly number[], ratio: number): number => {
  const sorted = values.toSorted(ascending);
  return sorted[Math.min(Math.floor(sorted.length * ratio), sorted.length - 1)] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** At most three digits that tell something. */
export const short = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));
