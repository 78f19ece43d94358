import type { EpochMs } from "../clock.ts";

/** A link is good for so long. */
export const LINK_MS = 300_000;
/** Of one cluster; past these its oldest is good no more. */
export const MAX_LINKS = 1_000;

/** A way in that a bot gave to one person for one server. */
export interface OneTimeLink {
  /** SHA-256 of its code, in hexadecimal digits. */
  readonly hash: string;
  readonly userId: string;
  readonly name: string;
  readonly guildId: string;
  readonly guildName: string;
  readonly cluster: string;
  readonly createdAt: EpochMs;
  /** null: not yet. */
  readonly usedAt: EpochMs | null;
}

/** Whether it can be used now. */
export const isUsable = ({ createdAt, usedAt }: OneTimeLink, now: EpochMs): boolean =>
  usedAt === null && now - createdAt < LINK_MS;

/** Whether a new link takes the place of an older one: each person has one for each server and bot. */
export const isReplacedBy = (old: OneTimeLink, made: OneTimeLink): boolean =>
  old.userId === made.userId && old.guildId === made.guildId && old.cluster === made.cluster;
