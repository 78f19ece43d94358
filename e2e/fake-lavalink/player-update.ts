import { z } from "zod";
import { Fault } from "./fault.ts";
import { type Ground, speaksDave } from "./ground.ts";
import { Player } from "./player.ts";
import type { Session } from "./session.ts";
import { decode, type Track } from "./tracks.ts";

const userDataSchema = z.record(z.string(), z.unknown());

const voiceSchema = z.object({ token: z.string(), endpoint: z.string(), sessionId: z.string() });

/** Below 4.2.0 nobody knew of `channelId`. */
const updateSchemaOf = (ground: Ground) =>
  z.object({
    track: z
      .object({
        encoded: z.string().nullable().optional(),
        identifier: z.string().optional(),
        userData: userDataSchema.optional(),
      })
      .optional(),
    encodedTrack: z.string().nullable().optional(),
    identifier: z.string().optional(),
    position: z.int().optional(),
    endTime: z.int().nullable().optional(),
    volume: z.int().optional(),
    paused: z.boolean().optional(),
    filters: userDataSchema.optional(),
    voice: voiceSchema
      .extend({ channelId: speaksDave(ground) ? z.string() : z.string().optional() })
      .optional(),
  });

type Update = z.infer<ReturnType<typeof updateSchemaOf>>;

export const playerUpdateSchemaOf = updateSchemaOf;

/** Discord's word to a voice connection without end-to-end encryption. */
const DAVE_REQUIRED = 4_017;

const refuseNonsense = (update: Update): void => {
  const { track, encodedTrack, identifier, voice, endTime } = update;
  if (track !== undefined && (encodedTrack !== undefined || identifier !== undefined)) {
    throw new Fault(400, "Cannot specify both track and encodedTrack/identifier");
  }
  const chosen = track ?? { encoded: encodedTrack, identifier };
  if (chosen.encoded !== undefined && chosen.identifier !== undefined) {
    throw new Fault(400, "Cannot specify both encodedTrack and identifier");
  }
  if (voice !== undefined && (voice.token === "" || voice.endpoint === "" || voice.sessionId === "")) {
    throw new Fault(400, "Partial Lavalink voice state");
  }
  if (typeof endTime === "number" && endTime <= 0) throw new Fault(400, "End time must be greater than 0");
};

/** undefined: the update names no track; null: it stops. */
const wantedTrack = (update: Update, { sources, loads }: Ground): Track | null | undefined => {
  const encoded = update.track?.encoded ?? update.encodedTrack;
  if (encoded === null || update.track?.encoded === null) return null;
  if (encoded !== undefined) {
    const track = decode(encoded, sources);
    if (track === null) throw new Fault(400, "Failed to decode track");
    return track;
  }
  const identifier = update.track?.identifier ?? update.identifier;
  if (identifier === undefined) return undefined;
  const found = loads.of(identifier, sources);
  if (found.loadType === "track") return found.data;
  if (found.loadType === "error") throw new Fault(500, found.data.message ?? "");
  if (found.loadType === "empty") throw new Fault(400, "No matches found for identifier");
  throw new Fault(400, "Cannot play a playlist or search result");
};

const openPlayer = (session: Session, guildId: string, ground: Ground): Player => {
  const known = session.players.get(guildId);
  if (known !== undefined) return known;
  const player = new Player(guildId, {
    send: (message) => session.send(message),
    fateOf: (info) => ground.fates.of(info),
    updateEveryMs: ground.playerUpdateEveryMs,
  });
  session.players.set(guildId, player);
  if (ground.kind === "nodelink") {
    session.send({
      op: "event",
      type: "PlayerCreatedEvent",
      guildId,
      track: null,
      paused: false,
      volume: 100,
    });
  }
  return player;
};

const connect = (player: Player, voice: NonNullable<Update["voice"]>, ground: Ground): void => {
  const { token, endpoint, sessionId } = player.voice;
  const isSame = token === voice.token && endpoint === voice.endpoint && sessionId === voice.sessionId;
  if (isSame && player.isConnected) return;
  player.connect(voice);
  if (!speaksDave(ground)) player.closeVoice(DAVE_REQUIRED, "E2EE/DAVE protocol required");
};

/** What PATCH of a player does, in the order of the real one. @throws Fault 400 or 500 */
export const updatePlayer = (
  session: Session,
  guildId: string,
  { update, isReplacing }: { readonly update: Update; readonly isReplacing: boolean },
  ground: Ground,
): Player => {
  refuseNonsense(update);
  const player = openPlayer(session, guildId, ground);
  const { voice, paused, position, endTime, volume, filters } = update;
  const userData = update.track?.userData;
  const track = wantedTrack(update, ground);
  if (voice !== undefined) connect(player, voice, ground);
  if (volume !== undefined) player.volume = Math.min(1_000, Math.max(0, volume));
  if (track === undefined) {
    if (paused !== undefined) player.pause(paused);
    if (userData !== undefined) player.attachUserData(userData);
    if (position !== undefined) player.seek(position);
    if (typeof endTime === "number") player.endAt(endTime);
  }
  if (filters !== undefined) {
    player.filters = filters;
    player.tell();
  }
  if (track === undefined || (!isReplacing && player.track !== null)) return player;
  if (track === null) player.stop();
  else {
    player.play(userData === undefined ? track : { ...track, userData }, {
      positionMs: Math.max(0, position ?? 0),
      endTimeMs: endTime ?? null,
      isPaused: paused ?? false,
    });
  }
  return player;
};
