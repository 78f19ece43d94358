import type { PoolPolicy, PublicNodeField } from "#protocol/audio.ts";

/** When a source counts as limited on a node, and for how long. Ratios are of loads and starts that were refused. */
export interface HealthThresholds {
  /** What was met longer ago no longer counts. */
  readonly windowMs: number;
  /** Fewer loads and starts within the window tell nothing. */
  readonly minSamples: number;
  readonly limitedRatio: number;
  readonly degradedRatio: number;
  /** Below this for `clearForMs` a source is well again. */
  readonly clearRatio: number;
  readonly clearForMs: number;
  /** Limited for so long: exhausted. */
  readonly exhaustedAfterMs: number;
  /** Blocked in so many guilds, and nothing worked: exhausted. */
  readonly exhaustedGuilds: number;
}

/** How audio nodes are watched, and what is done about them. */
export interface AudioSettings {
  /** In the order of the page; what is done by itself in each. */
  readonly pools: ReadonlyMap<string, PoolPolicy>;
  /** What the public is shown; empty: no panel. */
  readonly publicFields: readonly PublicNodeField[];
  /** A node on which one of these is exhausted is of no use. */
  readonly essentialSources: readonly string[];
  readonly thresholds: HealthThresholds;
  /** How long the silence of an agent is borne. */
  readonly leaseMs: number;
  /** How long a drain takes at most, unless asked otherwise. */
  readonly drainDeadlineMs: number;
}

export const DEFAULT_AUDIO_SETTINGS: AudioSettings = {
  pools: new Map([["main", "watch"]]),
  publicFields: ["state", "label", "load"],
  essentialSources: ["youtube"],
  thresholds: {
    windowMs: 600_000,
    minSamples: 10,
    limitedRatio: 0.6,
    degradedRatio: 0.2,
    clearRatio: 0.05,
    clearForMs: 900_000,
    exhaustedAfterMs: 1_800_000,
    exhaustedGuilds: 5,
  },
  leaseMs: 45_000,
  drainDeadlineMs: 600_000,
};
