import { createDecipheriv } from "node:crypto";

const HEADER_BYTES = 12;
const TAG_BYTES = 16;
const NONCE_BYTES = 4;

/** What bots send while they send nothing (https://docs.discord.com/developers/topics/voice-connections#voice-data-interpolation). */
const SILENCE = Buffer.from([0xf8, 0xff, 0xfe]);

/**
 * The Opus frame in an RTP packet of mode `aead_aes256_gcm_rtpsize`; null for silence, and for what is no packet of
 * this key (https://docs.discord.com/developers/topics/voice-connections#transport-encryption-and-sending-voice).
 */
export const soundIn = (packet: Buffer, key: Buffer): Buffer | null => {
  if (packet.length < HEADER_BYTES + TAG_BYTES + NONCE_BYTES) return null;
  const nonce = Buffer.alloc(12);
  packet.copy(nonce, 0, packet.length - NONCE_BYTES);
  const tagAt = packet.length - NONCE_BYTES - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key, nonce);
  decipher.setAAD(packet.subarray(0, HEADER_BYTES));
  decipher.setAuthTag(packet.subarray(tagAt, tagAt + TAG_BYTES));
  try {
    const frame = Buffer.concat([decipher.update(packet.subarray(HEADER_BYTES, tagAt)), decipher.final()]);
    return frame.equals(SILENCE) ? null : frame;
  } catch {
    return null;
  }
};
