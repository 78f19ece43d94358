import { z } from "zod";
import { type NodeLook, type RoutePlanner, routePlannerSchema } from "#protocol/lavalink.ts";
import type { EpochMs } from "../clock.ts";

/** As it is kept in a column of JSON. */
export const plannerRecordSchema = z.strictObject({
  /** As last told. */
  status: routePlannerSchema,
  /** Its block index when this span of 7 days began; null: it has none. */
  startIndex: routePlannerSchema.shape.blockIndex,
  startAt: z.int(),
  /** It went through all its blocks within 7 days, less than 7 days ago. */
  isExhausted: z.boolean(),
  hasSeenFailing: z.boolean(),
});

/** What was seen of a route planner over time. */
export type PlannerRecord = Readonly<z.infer<typeof plannerRecordSchema>>;

/** For so long an address that failed is shunned by the planner. */
const SPAN_MS = 7 * 86_400_000;

/** A /64 has so many addresses; one step of the block index is one /64. */
const BLOCK_BITS = 64n;

const afresh = (status: RoutePlanner, now: EpochMs): PlannerRecord => ({
  status,
  startIndex: status.blockIndex,
  startAt: now,
  isExhausted: false,
  hasSeenFailing: status.failing > 0,
});

const toBigInt = (decimal: string | null) => (decimal === null ? null : BigInt(decimal));

/** Beyond its last block the planner begins again at 0, so an index that falls went through all of them. */
const wentThrough = (before: PlannerRecord, status: RoutePlanner) => {
  const [start, last, index] = [before.startIndex, before.status.blockIndex, status.blockIndex].map(toBigInt);
  if (start == null || last == null || index == null) return false;
  const blocks = (toBigInt(status.size) ?? 0n) >> BLOCK_BITS;
  return index < last || (blocks > 0n && index - start >= blocks);
};

/**
 * What is known of a route planner after looking at it again; null: nothing, as none was told for 7 days.
 * @param status null: none was told
 * @param startedAt when the node's program started, for that too sets its index back; null: unknown
 */
export const followPlanner = (
  before: PlannerRecord | null,
  status: RoutePlanner | null,
  now: EpochMs,
  startedAt: EpochMs | null = null,
): PlannerRecord | null => {
  // A clock that was set back makes no span negative.
  const startAt = Math.min(before?.startAt ?? now, now);
  const isOver = now - startAt >= SPAN_MS;
  if (status === null) return before === null || isOver ? null : { ...before, startAt };
  if (before === null || before.status.kind !== status.kind) return afresh(status, now);
  const hasSeenFailing = before.hasSeenFailing || status.failing > 0;
  const hasRestarted = startedAt !== null && startedAt > before.startAt;
  const isSameBlock = before.status.size === status.size;
  if (isOver || hasRestarted || !isSameBlock) {
    const isExhausted = before.isExhausted && !isOver && isSameBlock;
    return { ...afresh(status, now), startAt: isExhausted ? startAt : now, isExhausted, hasSeenFailing };
  }
  if (wentThrough(before, status)) return { ...afresh(status, now), isExhausted: true, hasSeenFailing };
  return { ...before, status, startAt, hasSeenFailing };
};

/** What is known of a route planner after a look at its node, whoever looked. */
export const plannerAfter = (before: PlannerRecord | null, look: NodeLook, now: EpochMs) =>
  look.kind === "answers" ? followPlanner(before, look.planner, now, now - look.stats.uptimeMs) : before;

/** Whether what it tells may be that of a planner which is not in use: it never showed a failing address. */
export const mayBeBlind = (record: PlannerRecord): boolean => !record.hasSeenFailing;
