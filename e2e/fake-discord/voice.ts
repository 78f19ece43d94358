import { randomUUID } from "node:crypto";
import { memberOf } from "./person.ts";
import { BOT_USER } from "./users.ts";

/** What Discord tells of one voice connection. */
export interface VoiceAnswer {
  readonly events: readonly (readonly [event: string, d: object])[];
  /** What opens the voice server; null where the bot left. */
  readonly token: string | null;
}

/** Where nothing listens. */
export const NO_VOICE = "rotterdam1.discord.media:443";

/** What a bot hears that asks to join, move or leave (op 4), a new token each time. @param endpoint host and port of its voice server */
export const voiceAnswer = (
  { guild_id, channel_id = null }: Readonly<Record<string, unknown>>,
  endpoint: string,
): VoiceAnswer => {
  const session_id = randomUUID();
  const flags = {
    deaf: false,
    mute: false,
    self_deaf: true,
    self_mute: false,
    self_video: false,
    suppress: false,
  };
  const state = { guild_id, channel_id, user_id: BOT_USER.id, member: memberOf(BOT), session_id, ...flags };
  if (channel_id === null) return { events: [["VOICE_STATE_UPDATE", state]], token: null };
  const token = `voice-token-${randomUUID()}`;
  const server = { token, guild_id, endpoint };
  return {
    events: [
      ["VOICE_STATE_UPDATE", state],
      ["VOICE_SERVER_UPDATE", server],
    ],
    token,
  };
};

const BOT = { id: BOT_USER.id, name: BOT_USER.username, isBot: true };
