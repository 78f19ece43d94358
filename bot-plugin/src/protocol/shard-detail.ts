import type { ShardState } from "./state.ts";

/** What made a shard change its state. */
export type TransitionCause =
  /** A bot said so. */
  | "report"
  /** Nothing was heard for longer than borne. */
  | "silence"
  /** A heartbeat came after silence. */
  | "heartbeat"
  /** The bot process said goodbye. */
  | "goodbye";

/** One change of one shard's state. */
export interface TransitionEntry {
  readonly from: ShardState;
  readonly to: ShardState;
  /** Epoch ms. */
  readonly at: number;
  readonly cause: TransitionCause;
  readonly reason: string | null;
}

/** A shard in a list. Instants are epoch ms; null where nothing is known. */
export interface ShardSummary {
  readonly id: number;
  readonly state: ShardState;
  /** When it came into this state. */
  readonly since: number | null;
  /** When it was last heard. */
  readonly lastHeard: number | null;
  readonly latencyMs: number | null;
  readonly guilds: number | null;
  readonly unavailableGuilds: number | null;
  readonly reason: string | null;
}

/** A shard looked at closely: `GET /api/v1/clusters/:cluster/shards/:id`. */
export interface ShardDetail extends ShardSummary {
  readonly cluster: string;
  /** Silence that is borne before it counts as unhealthy. */
  readonly timeoutMs: number;
  /** Latest first. */
  readonly transitions: readonly TransitionEntry[];
}
