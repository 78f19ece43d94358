import type { DrainEnd, NodeCause, NodeState } from "#protocol/audio.ts";
import type { NodeInfo } from "#protocol/lavalink.ts";
import type { EpochMs } from "../clock.ts";
import type { PlannerRecord } from "./planner.ts";
import type { SourceRecord } from "./source-health.ts";

/** How a drain ends, and when at the latest. */
export interface Drain {
  readonly deadlineAt: EpochMs;
  readonly end: DrainEnd;
}

/** One life of an audio node, as it is kept. */
export interface AudioNode {
  readonly id: string;
  readonly pool: string;
  /** With the pool its identity, which its address is not. */
  readonly name: string;
  readonly label: string;
  readonly region: string | null;
  /** Origin of its API. */
  readonly address: string;
  /** Since when its address lies in the block that it lies in. */
  readonly addressAt: EpochMs;
  /** The password, sealed; null once it is retired. */
  readonly passwordBox: string | null;
  readonly state: NodeState;
  readonly since: EpochMs;
  readonly cause: NodeCause;
  readonly reason: string | null;
  readonly note: string | null;
  readonly hasAgent: boolean;
  readonly hasBeenActive: boolean;
  /** Only while it is draining. */
  readonly drain: Drain | null;
  readonly announcedAt: EpochMs;
  /** When Discord last refused its voice connections as too old. */
  readonly tooOldAt: EpochMs | null;
  /** null before anyone looked at it. */
  readonly info: NodeInfo | null;
  readonly sources: Readonly<Record<string, SourceRecord>>;
  readonly planner: PlannerRecord | null;
}

/** A change of a node's state, and why. */
export interface Move {
  readonly to: NodeState;
  readonly cause: NodeCause;
  readonly reason: string | null;
  /** Only with `draining`. */
  readonly drain?: Drain;
}

/** The node after the move; of one that is retired nobody needs the password. */
export const moved = (node: AudioNode, { to, cause, reason, drain }: Move, at: EpochMs): AudioNode => ({
  ...node,
  state: to,
  since: at,
  cause,
  reason,
  drain: drain ?? null,
  passwordBox: to === "retired" ? null : node.passwordBox,
  hasBeenActive: node.hasBeenActive || to === "active",
});

/** The node as if nothing had been played on it yet; what a person says of its sources stays. */
export const withFreshHealth = (node: AudioNode): AudioNode => ({
  ...node,
  planner: null,
  tooOldAt: null,
  sources: Object.fromEntries(
    Object.entries(node.sources).flatMap(([source, { override }]) =>
      override === null ? [] : [[source, { health: "unknown", since: null, clearSince: null, override }]],
    ),
  ),
});

const later = (at: EpochMs | null, byMs: number): EpochMs | null => (at === null ? null : at + byMs);

/** The node with all spans as long as they were, after the machine's clock was set forth or back. */
export const withClockSet = (node: AudioNode, byMs: number): AudioNode => ({
  ...node,
  since: node.since + byMs,
  addressAt: node.addressAt + byMs,
  tooOldAt: later(node.tooOldAt, byMs),
  drain: node.drain && { ...node.drain, deadlineAt: node.drain.deadlineAt + byMs },
  planner: node.planner && { ...node.planner, startAt: node.planner.startAt + byMs },
  sources: Object.fromEntries(
    Object.entries(node.sources).map(([source, record]) => [
      source,
      { ...record, since: later(record.since, byMs), clearSince: later(record.clearSince, byMs) },
    ]),
  ),
});

/** It was in use, and does not answer now. */
export const isAway = (node: AudioNode): boolean => node.state === "announced" && node.hasBeenActive;

/** It is out of use on purpose: it was retired, or its agent said goodbye. */
export const wasTakenOut = ({ state, cause }: AudioNode): boolean =>
  state === "retired" || (state === "announced" && cause === "goodbye");
