import { z } from "zod";
import {
  commandSchema,
  foundSchema,
  lookupSchema,
  PLAYER_ACTIONS,
  playerSnapshotSchema,
  resultSchema,
  snowflakeSchema,
} from "./music.ts";

/** Id of one thing that is asked; the same at each try. */
export const askIdSchema = z.string().regex(/^[\w-]{1,64}$/);

/** Who wants something, as far as the server knows them; the bot decides what they may. */
export const actorSchema = z.object({
  userId: z.string(),
  /** How they came: signed in, by a key that they made, or by a one-time link. */
  via: z.enum(["session", "key", "link"]),
});

/** What the server asks of the process that serves a guild. */
export const askFrameSchema = z.object({
  type: z.literal("ask"),
  id: z.string(),
  guildId: z.string(),
  actor: actorSchema,
  /** After so long nobody waits for the answer: it is not to be done then. */
  expiresInMs: z.int(),
  ask: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("command"),
      command: commandSchema,
      /** The revision that the actor saw; null where they saw none. */
      seenRev: z.int().nullable(),
    }),
    z.object({ kind: z.literal("lookup"), lookup: lookupSchema }),
    /** What may they see and do there? Whoever may see is told of all changes from then on, until `unwatch`. */
    z.object({ kind: z.literal("watch") }),
  ]),
});

/** Nobody waits for a command any more: where it has not begun, it is not to be done. */
export const cancelFrameSchema = z.object({ type: z.literal("cancel"), id: z.string() });

/** Nobody watches a guild's player any more. */
export const unwatchFrameSchema = z.object({ type: z.literal("unwatch"), guildId: z.string() });

/** Which of these guilds does the process serve, and which people may manage them? */
export const guildsFrameSchema = z.object({
  type: z.literal("guilds"),
  id: z.string(),
  guildIds: z.array(z.string()),
});

/** Has someone a role? For those who are staff by a role. */
export const rolesFrameSchema = z.object({
  type: z.literal("roles"),
  id: z.string(),
  guildId: z.string(),
  userId: z.string(),
});

/** What came of an `invite`: the address for that person alone, good once and for five minutes; else why there is none. */
export const invitedFrameSchema = z.object({
  type: z.literal("invited"),
  id: z.string(),
  url: z.string().nullable(),
  /** In words for people; null where there is an address. */
  message: z.string().nullable(),
});

/** What the server says to bots about players. */
export const musicServerFrames = [
  askFrameSchema,
  cancelFrameSchema,
  unwatchFrameSchema,
  guildsFrameSchema,
  rolesFrameSchema,
  invitedFrameSchema,
] as const;

/** A process has players, and answers what is asked of them. Said whenever the link stands anew. */
export const playersFrameSchema = z.strictObject({
  type: z.literal("players"),
  /** Such as `lavalink-client 2.11.0`; null: it has players no more. */
  adapter: z.string().max(64).nullable(),
});

/** What people may do with a watched guild's player may be another now: someone came to where it plays, left, or has other roles. */
export const rightsFrameSchema = z.strictObject({ type: z.literal("rights"), guildId: snowflakeSchema });

/** A watched guild's player has changed; null: it plays nothing any more. */
export const playerFrameSchema = z.strictObject({
  type: z.literal("player"),
  guildId: snowflakeSchema,
  /** The bot's clock when this was sent, epoch ms: what `positionAt` is measured by. */
  at: z.int(),
  player: playerSnapshotSchema.nullable(),
});

/** What came of an `ask`. */
export const answerFrameSchema = z.strictObject({
  type: z.literal("answer"),
  id: askIdSchema,
  answer: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("result"), result: resultSchema }),
    z.strictObject({ kind: z.literal("found"), found: foundSchema }),
    z.strictObject({
      kind: z.literal("seen"),
      at: z.int(),
      player: playerSnapshotSchema.nullable(),
      /** What they may do now, of what the player can. */
      may: z.array(z.enum(PLAYER_ACTIONS)).max(32),
      /** Whether skip is a vote for them. */
      isVoter: z.boolean(),
      /** Whether their vote to skip what plays counts already. */
      hasVoted: z.boolean().optional(),
      /** Whether they manage the server, and may make keys for it. */
      isManager: z.boolean(),
    }),
    z.strictObject({ kind: z.literal("guilds"), guildIds: z.array(snowflakeSchema).max(200) }),
    z.strictObject({ kind: z.literal("roles"), roleIds: z.array(snowflakeSchema).max(300) }),
  ]),
});

/** Someone in a guild of this process wants to come in without signing in: a one-time link is asked for. */
export const inviteFrameSchema = z.strictObject({
  type: z.literal("invite"),
  id: askIdSchema,
  userId: snowflakeSchema,
  name: z.string().min(1).max(100),
  guildId: snowflakeSchema,
  guildName: z.string().min(1).max(100),
});

/** What a bot says about players; one that is wrong is refused, and the link stands. */
export const musicBotFrameSchema = z.discriminatedUnion("type", [
  playersFrameSchema,
  playerFrameSchema,
  rightsFrameSchema,
  answerFrameSchema,
  inviteFrameSchema,
]);

const MUSIC_BOT_TYPES: ReadonlySet<unknown> = new Set(
  musicBotFrameSchema.options.map(({ shape }) => shape.type.value),
);

/** Whether a frame of a bot is about players. */
export const isAboutPlayers = (frame: unknown): boolean =>
  typeof frame === "object" && frame !== null && "type" in frame && MUSIC_BOT_TYPES.has(frame.type);

export type Actor = Readonly<z.infer<typeof actorSchema>>;
export type AskFrame = Readonly<z.infer<typeof askFrameSchema>>;
export type AnswerFrame = Readonly<z.infer<typeof answerFrameSchema>>;
export type InviteFrame = Readonly<z.infer<typeof inviteFrameSchema>>;
export type InvitedFrame = Readonly<z.infer<typeof invitedFrameSchema>>;
export type PlayerFrame = Readonly<z.infer<typeof playerFrameSchema>>;
export type RightsFrame = Readonly<z.infer<typeof rightsFrameSchema>>;
export type MusicServerFrame = Readonly<z.infer<(typeof musicServerFrames)[number]>>;
export type MusicBotFrame = Readonly<z.infer<typeof musicBotFrameSchema>>;
