const whole = new Intl.NumberFormat("en");
const small = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** A whole number with thousands separated: `412,806`. */
export const countWords = (count: number): string => whole.format(count);

/** A count with its noun: `1 shard`, `12 shards`. */
export const countOf = (count: number, noun: string, plural = `${noun}s`): string =>
  `${countWords(count)} ${count === 1 ? noun : plural}`;

/** A share (0..1) as a percentage that never claims none or all where it is not so. */
export const shareWords = (ratio: number): string => {
  const percent = ratio * 100;
  if (percent > 0 && percent < 0.1) return "less than 0.1%";
  if (ratio < 1 && percent > 99.9) return "more than 99.9%";
  return percent < 10 || percent > 99 ? `about ${small.format(percent)}%` : `about ${Math.round(percent)}%`;
};

/** A latency with its unit; whole milliseconds. */
export const latencyWords = (latencyMs: number): string => `${countWords(Math.round(latencyMs))} ms`;

/** Joins parts as a sentence does: `a, b and c`. */
export const listWords = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
