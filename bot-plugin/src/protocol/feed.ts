import type { NodeView } from "./audio-view.ts";
import type { ShardRanges } from "./ranges.ts";
import type { ShardState, StateCounts } from "./state.ts";
import type { StateRuns } from "./state-runs.ts";

/** Time between two ticks of a quiet feed; a page that hears nothing for three of them says so. */
export const FEED_TICK_MS = 5_000;
export const FEED_SILENCE_MS = 15_000;

/** Servers (Discord guilds) of a cluster, as far as its bots report them. */
export interface GuildTotals {
  /** Shards that report a number of guilds. */
  readonly reporting: number;
  /** Guilds on those shards. */
  readonly total: number;
  /** Of `total`, those on shards that are down. */
  readonly down: number;
  /** Guilds that Discord itself reports as unavailable. */
  readonly unavailable: number;
}

export interface ClusterTotals {
  readonly states: StateCounts;
  readonly guilds: GuildTotals;
  /** Of the offline shards, those whose bot said goodbye: a planned stop. */
  readonly stopped: number;
  /** Median gateway latency of the shards that report one; null while none does. */
  readonly latencyMs: number | null;
  /** Bot processes that are heard now. */
  readonly processes: number;
}

/** A span in which the server itself could not listen: what happened then is not known. */
export interface BlindSpan {
  readonly from: number;
  readonly until: number;
}

/** How the server itself is. Instants are epoch ms. */
export interface MonitorState {
  /** `degraded`: changes are shown but cannot be kept right now. */
  readonly history: "ok" | "degraded";
  /** The last time the monitor was blind; null where none is known. */
  readonly blind: BlindSpan | null;
}

export interface ClusterSnapshot {
  readonly name: string;
  readonly shardCount: number;
  readonly states: StateRuns;
  readonly totals: ClusterTotals;
}

/** Event `snapshot`: all there is to know, once for each new viewer. */
export interface FeedSnapshot {
  /** Server's time, epoch ms. */
  readonly at: number;
  /** The feed's id at this moment: resume with `?after=<id>`. */
  readonly id: number;
  readonly monitor: MonitorState;
  readonly clusters: readonly ClusterSnapshot[];
  /** Audio nodes as the public may see them; left out where there are none to tell of. */
  readonly nodes?: readonly NodeView[];
}

/** What happened to one cluster since the frame before. */
export interface ClusterFrame {
  /** Shards by the state they have now. */
  readonly changes?: Partial<Readonly<Record<ShardState, ShardRanges>>>;
  /** Shards heard since. */
  readonly pulses?: ShardRanges;
  readonly totals?: ClusterTotals;
}

/** Audio nodes that are new or changed, whole, and the ids of those that are told of no more. */
export interface NodesFrame {
  readonly changed: readonly NodeView[];
  readonly gone: readonly string[];
}

/** Event `frame`: at most ten a second. Cluster names are keys. */
export interface FeedFrame {
  readonly at: number;
  readonly clusters: Readonly<Record<string, ClusterFrame>>;
  readonly nodes?: NodesFrame;
}

/** Event `tick`: the server lives; every `FEED_TICK_MS` unless a frame was just sent, and whenever `monitor` changes. */
export interface FeedTick {
  readonly at: number;
  readonly monitor: MonitorState;
}

export type FeedMessage =
  | { readonly event: "snapshot"; readonly data: FeedSnapshot }
  | { readonly event: "frame"; readonly data: FeedFrame }
  | { readonly event: "tick"; readonly data: FeedTick };
