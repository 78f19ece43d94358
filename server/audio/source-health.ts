import type { SourceHealth } from "#protocol/audio.ts";
import type { EpochMs } from "../clock.ts";
import type { Tally } from "./outcome-window.ts";
import type { HealthThresholds } from "./settings.ts";

/** What is known of one source on one node. */
export interface SourceRecord {
  /** As measured, whatever a person says. */
  readonly health: SourceHealth;
  /** Since when; null while unknown. */
  readonly since: EpochMs | null;
  /** Since when almost nothing is refused, while it still counts as limited or degraded. */
  readonly clearSince: EpochMs | null;
  /** What a person says it is. */
  readonly override: "ok" | "degraded" | "limited" | null;
}

export const UNKNOWN_SOURCE: SourceRecord = {
  health: "unknown",
  since: null,
  clearSince: null,
  override: null,
};

/** What is known of each source on a node. */
export type SourceRecords = Readonly<Record<string, SourceRecord>>;

/** A node keeps no more records than this: bots and people name sources as they like. */
export const MOST_SOURCES = 64;

/** What is known of a source; null for nothing. Names are others' words, and `constructor` is one. */
export const recordOf = (sources: SourceRecords, source: string): SourceRecord | null =>
  Object.hasOwn(sources, source) ? (sources[source] ?? null) : null;

const WORTH = { limited: 2, degraded: 1, ok: 0, unknown: 0 } as const satisfies Record<SourceHealth, number>;

/** What is worth keeping, `MOST_SOURCES` at most: what a person says, then what fares badly, then what is known longest. */
export const worthKeeping = (sources: SourceRecords): SourceRecords => {
  const entries = Object.entries(sources).filter(
    ([, { health, override }]) => health !== "unknown" || override !== null,
  );
  if (entries.length <= MOST_SOURCES) return Object.fromEntries(entries);
  const worth = ({ health, override }: SourceRecord) => (override === null ? WORTH[health] : 3);
  return Object.fromEntries(entries.toSorted(([, a], [, b]) => worth(b) - worth(a)).slice(0, MOST_SOURCES));
};

/** A clock that was set back makes no span negative: what lies ahead of it begins now. */
const startedBy = (at: EpochMs, now: EpochMs) => Math.min(at, now);

/** What cannot be played anywhere and what the node cannot do itself say nothing of the source. */
const refusedRatio = ({ ok, refused }: Tally) => refused / (ok + refused);

/** The worst that the ratio calls for; what is limited does not become merely degraded. */
const worsened = (health: SourceHealth, ratio: number, thresholds: HealthThresholds): SourceHealth => {
  if (health === "limited" || ratio >= thresholds.limitedRatio) return "limited";
  if (health === "degraded" || ratio >= thresholds.degradedRatio) return "degraded";
  return "ok";
};

/** What is known after looking at the last window; too few loads and starts leave it as it was. */
export const judgeSource = (
  before: SourceRecord,
  tally: Tally,
  now: EpochMs,
  thresholds: HealthThresholds,
): SourceRecord => {
  const since = before.since === null ? null : startedBy(before.since, now);
  if (tally.ok + tally.refused < Math.max(thresholds.minSamples, 1)) {
    const clearSince = before.clearSince === null ? null : startedBy(before.clearSince, now);
    return { ...before, since, clearSince };
  }
  const ratio = refusedRatio(tally);
  const isIll = before.health === "limited" || before.health === "degraded";
  const clearSince = isIll && ratio < thresholds.clearRatio ? startedBy(before.clearSince ?? now, now) : null;
  const isCleared = clearSince !== null && now - clearSince >= thresholds.clearForMs;
  const health = isCleared ? "ok" : worsened(before.health, ratio, thresholds);
  return {
    ...before,
    health,
    since: health === before.health ? (since ?? now) : now,
    clearSince: isCleared ? null : clearSince,
  };
};

/** How the source fares; what a person says wins. */
export const healthOf = (record: SourceRecord): SourceHealth => record.override ?? record.health;

/**
 * Whether the node is of no use for the source any more: limited for `exhaustedAfterMs` and not on the mend, or
 * blocked in many guilds where nothing worked. A person's `limited` means at once, any other override never.
 */
export const isExhausted = (
  record: SourceRecord,
  tally: Tally,
  now: EpochMs,
  thresholds: HealthThresholds,
): boolean => {
  if (record.override !== null) return record.override === "limited";
  if (tally.blockedGuilds >= thresholds.exhaustedGuilds && tally.ok === 0) return true;
  const isOnTheMend = record.clearSince !== null;
  if (record.health !== "limited" || record.since === null || isOnTheMend) return false;
  return now - record.since >= thresholds.exhaustedAfterMs;
};
