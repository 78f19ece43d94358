import { z } from "zod";
import {
  type commandSchema,
  foundSchema,
  PLAYER_ACTIONS,
  playerSnapshotSchema,
  QUEUE_PAGE,
  queueItemSchema,
  resultSchema,
  trackSchema,
} from "./music.ts";
import { askIdSchema } from "./music-link.ts";

const instant = z.int().meta({ description: "epoch ms, by the server's clock" });
const rights = z.object({
  may: z
    .array(z.enum(PLAYER_ACTIONS))
    .meta({ description: "what the asker may do now, of what the player can" }),
  isVoter: z.boolean().meta({ description: "whether skip is a vote for them" }),
  hasVoted: z.boolean().meta({ description: "whether their vote to skip what plays counts already" }),
  isManager: z.boolean().meta({ description: "whether they may make keys for the server" }),
});
const place = z.object({ cluster: z.string(), guildId: z.string() });
const ownPicture = z.string().nullable().meta({
  description: "path of a picture on this server; null where it has none to show, see PICTURE_HOSTS",
});
const shownItem = queueItemSchema.extend({ artworkUrl: ownPicture });
const shownItems = z.array(shownItem).max(QUEUE_PAGE);
const shownSnapshot = playerSnapshotSchema.extend({ current: shownItem.nullable(), queue: shownItems });
const snapshot = shownSnapshot.shape;

/** `GET /api/servers`: the asker's servers that a bot is in. */
export const serverListSchema = z.object({
  servers: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      icon: z.string().nullable().meta({ description: "hash of its icon at Discord" }),
      iconUrl: ownPicture,
      isManager: z.boolean().meta({ description: "as Discord told it when they signed in" }),
      clusters: z.array(z.string()).meta({ description: "whose bots are in it" }),
      away: z.array(z.string()).meta({ description: "of them, those whose bot is away right now" }),
    }),
  ),
  isComplete: z.boolean().meta({ description: "false while a bot is away that may be in more of them" }),
});

/** `GET /api/servers/:id/status`. */
export const playerStatusSchema = place.extend({
  at: instant,
  isAway: z.boolean(),
  rev: snapshot.rev.nullable(),
  state: snapshot.state,
  channel: snapshot.channel,
  current: snapshot.current,
  positionMs: snapshot.positionMs,
  positionAt: snapshot.positionAt,
  votes: snapshot.votes,
});

/** `GET /api/servers/:id/queue`. */
export const playerQueueSchema = place.extend({
  rev: snapshot.rev.nullable(),
  from: z.int().meta({ description: "place of the first of them" }),
  items: snapshot.queue,
  total: snapshot.total,
  totalMs: snapshot.totalMs,
});

/** `GET /api/servers/:id/settings`; null where nothing plays. */
export const playerSettingsSchema = place.extend(rights.shape).extend({
  rev: snapshot.rev.nullable(),
  volume: snapshot.volume.nullable(),
  loop: snapshot.loop.nullable(),
  effect: snapshot.effect,
  effects: snapshot.effects,
  sources: snapshot.sources,
  can: snapshot.can,
});

/** `GET /api/servers/:id/search`, `lyrics` and `history`. */
export const playerFoundSchema = foundSchema.extend({
  items: shownItems.optional(),
  tracks: z
    .array(trackSchema.extend({ artworkUrl: ownPicture }))
    .max(QUEUE_PAGE)
    .optional(),
});

/** What `POST /api/servers/:id/<action>` answers. */
export const commandResultSchema = resultSchema.extend({ id: askIdSchema });

/** What goes with a command beside its own fields. */
export const wishSchema = z.object({
  id: askIdSchema.optional().meta({ description: "made for this one wish; the same id is done once" }),
  seenRev: z.int().min(0).nullable().optional().meta({ description: "the revision that the actor saw" }),
});

/** What a page says over `/ws/:serverId`: a command, with its id. */
export const wishFrameSchema = z.looseObject({
  action: z.enum(PLAYER_ACTIONS),
  id: askIdSchema,
  seenRev: wishSchema.shape.seenRev,
});

/** Which fields of a snapshot each event brings anew; together they are all of it. */
export const FIELDS_OF_EVENT = {
  song_changed: ["current"],
  queue_updated: ["queue", "queueMark", "total", "totalMs"],
  volume_changed: ["volume"],
  loop_changed: ["loop"],
  effect_changed: ["effect", "effects"],
  state_changed: ["state", "channel", "votes", "can", "sources"],
  position_changed: ["positionMs", "positionAt"],
} as const satisfies Readonly<Record<string, readonly (keyof typeof snapshot)[]>>;

export type PlayerChange = keyof typeof FIELDS_OF_EVENT;

/** What is told beside the changes: `snapshot` at first, when all is anew, and whenever a player comes or goes. */
export const playerEventSchemas = {
  snapshot: place.extend({ at: instant, isAway: z.boolean(), player: shownSnapshot.nullable() }),
  rights,
  /** The bot is away: what is shown is old. */
  away: z.object({ at: instant }),
  /** It is back, as the snapshot just before says. */
  back: z.object({ at: instant }),
  tick: z.object({ at: instant }),
  /** Nothing comes any more; `signed_out`, `forbidden` (the bot says no), or `stopping`. */
  end: z.object({ reason: z.enum(["signed_out", "forbidden", "stopping"]), message: z.string() }),
} as const;

export type PlayerEventName = PlayerChange | keyof typeof playerEventSchemas;
export type Rights = Readonly<z.infer<typeof rights>>;
export type ServerList = Readonly<z.infer<typeof serverListSchema>>;
export type PlayerStatus = Readonly<z.infer<typeof playerStatusSchema>>;
export type PlayerQueue = Readonly<z.infer<typeof playerQueueSchema>>;
export type PlayerSettings = Readonly<z.infer<typeof playerSettingsSchema>>;

/** The body of a command: its fields without `action`, which the path names. */
export const wishBodyOf = (command: (typeof commandSchema)["options"][number]) =>
  z.strictObject({ ...omitAction(command.shape), ...wishSchema.shape });

const omitAction = ({ action: _, ...rest }: z.ZodRawShape): z.ZodRawShape => rest;
