const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A length of time in its two largest units: `2 min 10 s`, `4 h 12 min`, `3 days 2 h`, `12 days`. */
export const spanWords = (ms: number): string => {
  const span = Math.max(0, Math.floor(ms / SECOND_MS) * SECOND_MS);
  if (span < MINUTE_MS) return `${span / SECOND_MS} s`;
  if (span < HOUR_MS) {
    const seconds = (span % MINUTE_MS) / SECOND_MS;
    const minutes = Math.floor(span / MINUTE_MS);
    return seconds === 0 || minutes >= 10 ? `${minutes} min` : `${minutes} min ${seconds} s`;
  }
  if (span < DAY_MS) {
    const minutes = Math.floor((span % HOUR_MS) / MINUTE_MS);
    const hours = Math.floor(span / HOUR_MS);
    return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
  }
  const days = Math.floor(span / DAY_MS);
  const hours = Math.floor((span % DAY_MS) / HOUR_MS);
  const daysWords = days === 1 ? "1 day" : `${days} days`;
  return hours === 0 || days >= 3 ? daysWords : `${daysWords} ${hours} h`;
};

/** How long ago an instant was; a clock that runs ahead reads as now. */
export const agoWords = (at: number, now: number): string =>
  now - at < SECOND_MS ? "just now" : `${spanWords(now - at)} ago`;

/** Where and how times of day are written: the server says UTC, a browser its own zone. */
export interface TimeZone {
  /** IANA name; the zone of the machine when left out. */
  readonly timeZone?: string;
  /** Appended where a reader could not know the zone: ` UTC`. */
  readonly suffix: string;
}

/** Times in the zone of the machine, without naming it. */
export const LOCAL_TIME: TimeZone = { suffix: "" };
/** Times for readers whose zone is not known. */
export const UTC_TIME: TimeZone = { timeZone: "UTC", suffix: " UTC" };

const formats = new Map<string, Intl.DateTimeFormat>();

const format = (at: number, zone: TimeZone, key: string, options: Intl.DateTimeFormatOptions): string => {
  const name = `${key}${zone.timeZone ?? ""}`;
  let known = formats.get(name);
  if (known === undefined) {
    known = new Intl.DateTimeFormat("en-GB", {
      ...options,
      ...(zone.timeZone && { timeZone: zone.timeZone }),
    });
    formats.set(name, known);
  }
  return known.format(at) + zone.suffix;
};

/** Time of day: `21:14`, with the date in front once the instant lies more than 20 hours from `now`. */
export const clockWords = (at: number, now: number, zone: TimeZone): string =>
  Math.abs(now - at) > 20 * HOUR_MS
    ? format(at, zone, "far", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" })
    : format(at, zone, "near", { hour: "2-digit", minute: "2-digit" });

/** The exact instant for who hovers: `21 November 2026 at 21:14:07`. */
export const exactWords = (at: number, zone: TimeZone): string =>
  format(at, zone, "exact", { dateStyle: "long", timeStyle: "medium" });
