import { randomUUID } from "node:crypto";
import { BOT_USER } from "./users.ts";

/** What Discord tells of one voice connection. */
export interface VoiceAnswer {
  readonly events: readonly (readonly [event: string, d: object])[];
  /** What opens the voice server; null where the bot left. */
  readonly token: string | null;
}

/** What a bot hears that asks to join, move or leave (op 4), a new token each time. */
export const voiceAnswer = ({
  guild_id,
  channel_id = null,
}: Readonly<Record<string, unknown>>): VoiceAnswer => {
  const session_id = randomUUID();
  const flags = {
    deaf: false,
    mute: false,
    self_deaf: true,
    self_mute: false,
    self_video: false,
    suppress: false,
  };
  const state = { guild_id, channel_id, user_id: BOT_USER.id, session_id, ...flags };
  if (channel_id === null) return { events: [["VOICE_STATE_UPDATE", state]], token: null };
  const token = `voice-token-${randomUUID()}`;
  const server = { token, guild_id, endpoint: "rotterdam1.discord.media:443" };
  return {
    events: [
      ["VOICE_STATE_UPDATE", state],
      ["VOICE_SERVER_UPDATE", server],
    ],
    token,
  };
};
