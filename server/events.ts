import { EventEmitter } from "node:events";
import type { BlindSpan, NodesFrame } from "#protocol/feed.ts";
import type { Report } from "#protocol/report.ts";
import type { TransitionCause } from "#protocol/shard-detail.ts";
import type { ShardState } from "#protocol/state.ts";
import type { EpochMs } from "./clock.ts";

/** One change of one shard's state. */
export interface Transition {
  readonly cluster: string;
  readonly shardId: number;
  readonly from: ShardState;
  readonly to: ShardState;
  readonly at: EpochMs;
  readonly cause: TransitionCause;
  readonly reason: string | null;
}

/** Words that were taken from a bot, whether they changed a state or not. */
export interface Heard {
  readonly cluster: string;
  readonly shardIds: readonly number[];
  readonly kind: "status" | "heartbeat" | "report";
  /** Whether a transition came of it; told before this. */
  readonly hasChanged: boolean;
}

/** What domains tell each other; no domain imports another. */
export interface EventMap {
  /** Shards changed their states, live; they may not be kept yet. */
  transitions: [transitions: readonly Transition[]];
  heard: [heard: Heard];
  /** A process reported something new. */
  reported: [report: { readonly cluster: string; readonly report: Report }];
  /** A process said goodbye. */
  left: [process: { readonly cluster: string; readonly boot: string }];
  /** Tokens were made, changed or revoked, or one has expired. */
  tokens: [];
  /**
   * People signed out or were signed out, or expired, or a server's key was revoked or shut out by an allow-list: whoever
   * streams to viewers asks whether they stand.
   */
  sessions: [];
  /** Changes can (not) be kept from now on. */
  history: [health: "ok" | "degraded"];
  /** The server could not listen for a while. */
  blind: [span: BlindSpan];
  /** What was kept before the start is shown again; it may come late. */
  restored: [];
  /** Audio nodes changed, as the public may see them. */
  nodes: [change: NodesFrame];
}

export type Events = EventEmitter<EventMap>;

export const createEvents = (): Events => new EventEmitter<EventMap>();
