import { z } from "zod";
import { MAX_REASON_CHARS } from "./report.ts";

/** What a player does now. */
export const PLAYER_STATES = ["idle", "playing", "paused", "buffering"] as const;
export const LOOP_MODES = ["off", "track", "queue"] as const;

/** What may be asked of a player; its adapter names those that it can do. */
export const PLAYER_ACTIONS = [
  "play",
  "skip",
  "previous",
  "pause",
  "resume",
  "stop",
  "seek",
  "volume",
  "loop",
  "effect",
  "shuffle",
  "clear",
  "remove",
  "move",
] as const;

/** What may be looked up. */
export const PLAYER_LOOKUPS = ["search", "lyrics", "history"] as const;

/** Tracks of the queue that come with a snapshot; the rest is asked for in pages of as many. */
export const QUEUE_PAGE = 50;

/** A Discord ID (https://docs.discord.com/developers/reference#snowflakes), as text. */
export const snowflakeSchema = z.string().regex(/^\d{17,20}$/, "17 to 20 digits");
/** Made by the adapter for one entry of a queue, and its own for as long as it is there. */
export const uidSchema = z.string().regex(/^[\w-]{1,64}$/, "1 to 64 letters, digits, _ or -");

const MAX_TEXT_CHARS = 300;
const text = z.string().max(MAX_TEXT_CHARS);
/** Only what a browser may follow; anything else is left out by the adapter. */
const webAddress = z.url({ protocol: /^https?$/ }).max(2_000);
const spanMs = z.number().min(0).max(Number.MAX_SAFE_INTEGER);

/** A person, as Discord calls them. */
const personSchema = z.strictObject({ id: snowflakeSchema, name: text });

/** A track, playing, waiting or found. */
export const trackSchema = z.strictObject({
  title: text,
  author: text,
  uri: webAddress.nullable(),
  artworkUrl: webAddress.nullable(),
  /** 0 for a stream. */
  durationMs: spanMs,
  isStream: z.boolean(),
  /** Such as `youtube`. */
  source: z.string().max(64),
});

/** A track in a queue. */
export const queueItemSchema = trackSchema.extend({
  uid: uidSchema,
  /** Who asked for it; null where that is not known. */
  requester: personSchema.nullable(),
});

/** What plays in one guild, and what comes next. Holds no secret. */
export const playerSnapshotSchema = z.strictObject({
  guildId: snowflakeSchema,
  /** Rises with every change. */
  rev: z.int().min(0),
  state: z.enum(PLAYER_STATES),
  /** Where it plays. */
  channel: z.strictObject({ id: snowflakeSchema, name: text }).nullable(),
  current: queueItemSchema.nullable(),
  positionMs: spanMs,
  /** When `positionMs` was so, epoch ms by the bot's clock; told only when it jumps. */
  positionAt: z.int(),
  /** Percent; 100 is as it was recorded. */
  volume: z.int().min(0).max(1_000),
  loop: z.enum(LOOP_MODES),
  /** The effect that is on, of `effects`. */
  effect: z.string().max(64).nullable(),
  effects: z.array(z.string().max(64)).max(32),
  /** The first of those that wait. */
  queue: z.array(queueItemSchema).max(QUEUE_PAGE),
  /** How many wait in all. */
  total: z.int().min(0).max(1_000_000),
  /** Another one once any that wait behind `queue` is another or stands elsewhere; left out where none waits there. */
  queueMark: z.string().max(64).optional(),
  /** How long all that wait take together. */
  totalMs: spanMs,
  can: z.array(z.enum([...PLAYER_ACTIONS, ...PLAYER_LOOKUPS])).max(32),
  /** Where people can search; the first is the usual one. */
  sources: z
    .array(z.strictObject({ id: z.string().max(64), name: text, health: z.enum(["ok", "degraded", "away"]) }))
    .max(16),
  /** Votes to skip so far, and those that are needed; null where nobody votes. */
  votes: z.strictObject({ have: z.int().min(0), need: z.int().min(1) }).nullable(),
});

/** What a person wants of a player. */
export const commandSchema = z.discriminatedUnion("action", [
  z.strictObject({
    action: z.literal("play"),
    /** A link, or words to search for. */
    query: z.string().trim().min(1).max(500),
    source: z.string().max(64).optional(),
    /** Ahead of all others. */
    isNext: z.boolean().optional(),
  }),
  z.strictObject({ action: z.literal("skip") }),
  z.strictObject({ action: z.literal("previous") }),
  z.strictObject({ action: z.literal("pause") }),
  z.strictObject({ action: z.literal("resume") }),
  z.strictObject({ action: z.literal("stop") }),
  z.strictObject({ action: z.literal("seek"), positionMs: spanMs }),
  z.strictObject({ action: z.literal("volume"), volume: z.int().min(0).max(1_000) }),
  z.strictObject({ action: z.literal("loop"), mode: z.enum(LOOP_MODES) }),
  z.strictObject({ action: z.literal("effect"), effect: z.string().max(64).nullable() }),
  z.strictObject({ action: z.literal("shuffle") }),
  z.strictObject({ action: z.literal("clear") }),
  z.strictObject({ action: z.literal("remove"), uid: uidSchema }),
  z.strictObject({
    action: z.literal("move"),
    uid: uidSchema,
    /** Before which it is to stand; null for the end. */
    before: uidSchema.nullable(),
  }),
]);

/** What a person wants to know. */
export const lookupSchema = z.discriminatedUnion("lookup", [
  z.strictObject({
    lookup: z.literal("queue"),
    from: z.int().min(0).max(1_000_000),
  }),
  z.strictObject({
    lookup: z.literal("search"),
    query: z.string().trim().min(1).max(500),
    source: z.string().max(64).optional(),
  }),
  z.strictObject({ lookup: z.literal("lyrics") }),
  z.strictObject({ lookup: z.literal("history") }),
]);

/** What came of a command. `expired`, `away` and `unknown` are the server's words, the others the bot's. */
export const OUTCOMES = ["done", "refused", "failed", "expired", "away", "unknown"] as const;

/** The result of a command, in words for people. */
export const resultSchema = z.strictObject({
  outcome: z.enum(OUTCOMES),
  message: z.string().max(MAX_REASON_CHARS),
  /** The player's revision after it. */
  rev: z.int().nullable(),
});

/** What was looked up. */
export const foundSchema = z.strictObject({
  items: z.array(queueItemSchema).max(QUEUE_PAGE).optional(),
  tracks: z.array(trackSchema).max(QUEUE_PAGE).optional(),
  lyrics: z
    .strictObject({
      source: text.nullable(),
      lines: z.array(z.strictObject({ text, atMs: spanMs.nullable() })).max(2_000),
    })
    .nullable()
    .optional(),
});

export type PlayerState = (typeof PLAYER_STATES)[number];
export type LoopMode = (typeof LOOP_MODES)[number];
export type PlayerAction = (typeof PLAYER_ACTIONS)[number];
export type PlayerLookup = (typeof PLAYER_LOOKUPS)[number];
export type Track = Readonly<z.infer<typeof trackSchema>>;
export type QueueItem = Readonly<z.infer<typeof queueItemSchema>>;
export type PlayerSnapshot = Readonly<z.infer<typeof playerSnapshotSchema>>;
export type Command = Readonly<z.infer<typeof commandSchema>>;
export type Lookup = Readonly<z.infer<typeof lookupSchema>>;
export type Outcome = (typeof OUTCOMES)[number];
export type CommandResult = Readonly<z.infer<typeof resultSchema>>;
export type Found = Readonly<z.infer<typeof foundSchema>>;
