/** The load of a node over an hour: a value a minute, oldest first, the last one for the minute of `until` (epoch ms). */
export interface Hour {
  readonly until: number;
  readonly load: readonly (number | null)[];
}

const MINUTE_MS = 60_000;
/** The drawing's own units: one to the right each minute, and so many up for a full load. */
const HEIGHT = 20;
/** Room for the line's own breadth. */
const EDGE = 1;

const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS);

/** The hour with the load of now, which held since the last word; the same object where nothing differs. */
export const grow = (hour: Hour, now: number, load: number | null): Hour => {
  const passed = Math.min(minuteOf(now) - minuteOf(hour.until), hour.load.length);
  if (passed < 0 || (passed === 0 && hour.load.at(-1) === load)) return hour;
  const kept = passed === 0 ? hour.load.slice(0, -1) : hour.load.slice(passed);
  const added = Array.from({ length: Math.max(passed, 1) }, () => load);
  return { until: now, load: [...kept, ...added] };
};

const round = (value: number): number => Math.round(value * 100) / 100;

/** Spans without a gap: where each begins, and the heights of its values. */
const spansOf = (loads: Hour["load"]): { readonly from: number; readonly tops: number[] }[] => {
  const spans: { readonly from: number; readonly tops: number[] }[] = [];
  loads.forEach((load, minute) => {
    if (load === null) return;
    const top = round(HEIGHT - EDGE - load * (HEIGHT - 2 * EDGE));
    const last = spans.at(-1);
    if (last !== undefined && last.from + last.tops.length === minute) last.tops.push(top);
    else spans.push({ from: minute, tops: [top] });
  });
  return spans;
};

/** How an hour is drawn: SVG path data for the line and for the area below it, in this view box. */
export interface HourDrawing {
  readonly viewBox: string;
  readonly line: string;
  readonly area: string;
}

/** Draws an hour on a scale from 0 to full, so that nodes can be compared; where nothing was heard there is a gap. */
export const drawHour = ({ load }: Hour): HourDrawing => {
  const lines = spansOf(load).map(({ from, tops }) => {
    // A minute alone is a dash around it, which shows at either end too.
    const [start, points] = tops.length === 1 ? [from - 0.5, [...tops, ...tops]] : [from, tops];
    const path = points.map((top, i) => `${i === 0 ? "M" : "L"}${start + i} ${top}`).join("");
    return { path, closed: `${path}V${HEIGHT}H${start}Z` };
  });
  return {
    viewBox: `0 0 ${Math.max(load.length - 1, 1)} ${HEIGHT}`,
    line: lines.map(({ path }) => path).join(""),
    area: lines.map(({ closed }) => closed).join(""),
  };
};
