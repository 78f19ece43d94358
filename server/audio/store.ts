import { and, desc, eq, lt, notInArray } from "drizzle-orm";
import { z } from "zod";
import { DRAIN_ENDS, NODE_CAUSES, NODE_STATES, SOURCE_HEALTHS } from "#protocol/audio.ts";
import type { NodeEvent } from "#protocol/audio-view.ts";
import { nodeInfoSchema } from "#protocol/lavalink.ts";
import type { EpochMs } from "../clock.ts";
import type { Db } from "../db/open.ts";
import { setAside } from "../db/table.ts";
import type { AudioNode } from "./node.ts";
import { plannerRecordSchema } from "./planner.ts";
import { audioNodeEvents, audioNodes } from "./table.ts";

/** Changes of one node that are kept: an agent that comes and goes all day makes many. */
const MAX_EVENTS = 100;

const instant = z.int().min(0).max(8_640_000_000_000_000);
const state = z.enum(NODE_STATES);
const cause = z.enum(NODE_CAUSES);

const json = <T>(schema: z.ZodType<T>) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "is no JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);

const sourceRecord = z.object({
  health: z.enum(SOURCE_HEALTHS),
  since: instant.nullable(),
  clearSince: instant.nullable(),
  override: z.enum(["ok", "degraded", "limited"]).nullable(),
});

const nodeRow = z
  .object({
    id: z.string(),
    pool: z.string(),
    name: z.string(),
    label: z.string(),
    region: z.string().nullable(),
    address: z.url(),
    addressAt: instant,
    passwordBox: z.string().nullable(),
    state,
    sinceAt: instant,
    cause,
    reason: z.string().nullable(),
    note: z.string().nullable(),
    hasAgent: z.boolean(),
    hasBeenActive: z.boolean(),
    drainDeadlineAt: instant.nullable(),
    drainEnd: z.enum(DRAIN_ENDS).nullable(),
    announcedAt: instant,
    tooOldAt: instant.nullable(),
    info: json(nodeInfoSchema).nullable(),
    sources: json(z.record(z.string(), sourceRecord)),
    planner: json(plannerRecordSchema).nullable(),
  })
  .transform(
    ({ sinceAt, drainDeadlineAt, drainEnd, ...row }): AudioNode => ({
      ...row,
      since: sinceAt,
      drain:
        drainDeadlineAt === null || drainEnd === null ? null : { deadlineAt: drainDeadlineAt, end: drainEnd },
    }),
  );

const eventRow = z.object({
  at: instant,
  from: state.nullable(),
  to: state,
  cause,
  reason: z.string().nullable(),
});

/** All nodes, in the order in which they were announced; rows that make no sense are moved into `set_aside`. */
export const loadNodes = (
  db: Db,
  at: EpochMs,
): { readonly nodes: AudioNode[]; readonly problems: string[] } => {
  const nodes: AudioNode[] = [];
  const problems: string[] = [];
  for (const row of db.select().from(audioNodes).orderBy(audioNodes.announcedAt).all()) {
    const parsed = nodeRow.safeParse(row);
    if (parsed.success) {
      nodes.push(parsed.data);
      continue;
    }
    const problem = parsed.error.issues
      .map(({ path, message }) => `${path.join(".")}: ${message}`)
      .join("; ");
    problems.push(problem);
    // Its password stays sealed there as it was.
    db.insert(setAside)
      .values({ source: "audio_nodes", content: JSON.stringify(row), problem, at })
      .run();
    db.delete(audioNodes).where(eq(audioNodes.id, row.id)).run();
  }
  return { nodes, problems };
};

/** Writes a node as it is. */
export const saveNode = (db: Db, { since, drain, info, sources, planner, ...node }: AudioNode): void => {
  const { id, ...set } = {
    ...node,
    sinceAt: since,
    drainDeadlineAt: drain?.deadlineAt ?? null,
    drainEnd: drain?.end ?? null,
    info: info && JSON.stringify(info),
    sources: JSON.stringify(sources),
    planner: planner && JSON.stringify(planner),
  };
  db.insert(audioNodes)
    .values({ id, ...set })
    .onConflictDoUpdate({ target: audioNodes.id, set })
    .run();
};

/** Adds a change to what happened to a node; of many, the latest are kept. */
export const saveEvent = (db: Db, nodeId: string, { from, to, ...event }: NodeEvent): void => {
  db.insert(audioNodeEvents)
    .values({ nodeId, fromState: from, toState: to, ...event })
    .run();
  const { id } = audioNodeEvents;
  const ofNode = eq(audioNodeEvents.nodeId, nodeId);
  const shown = db.select({ id }).from(audioNodeEvents).where(ofNode).orderBy(desc(id)).limit(MAX_EVENTS);
  db.delete(audioNodeEvents)
    .where(and(ofNode, notInArray(id, shown)))
    .run();
};

/** Removes a node with its history. */
export const deleteNode = (db: Db, id: string): void => {
  db.delete(audioNodes).where(eq(audioNodes.id, id)).run();
};

/** Removes all nodes but these. */
export const deleteAllBut = (db: Db, ids: ReadonlySet<string>): void => {
  for (const { id } of db.select({ id: audioNodes.id }).from(audioNodes).all())
    if (!ids.has(id)) deleteNode(db, id);
};

/** What happened to a node, latest first. */
export const loadEvents = (db: Db, nodeId: string): NodeEvent[] =>
  db
    .select({
      at: audioNodeEvents.at,
      from: audioNodeEvents.fromState,
      to: audioNodeEvents.toState,
      cause: audioNodeEvents.cause,
      reason: audioNodeEvents.reason,
    })
    .from(audioNodeEvents)
    .where(eq(audioNodeEvents.nodeId, nodeId))
    .orderBy(desc(audioNodeEvents.id))
    .limit(MAX_EVENTS)
    .all()
    .flatMap((row) => eventRow.safeParse(row).data ?? []);

/** Removes those that were retired before this. */
export const forgetRetired = (db: Db, before: EpochMs): void => {
  db.delete(audioNodes)
    .where(and(eq(audioNodes.state, "retired"), lt(audioNodes.sinceAt, before)))
    .run();
};
