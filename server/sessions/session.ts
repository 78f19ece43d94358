import type { EpochMs } from "../clock.ts";

/** A session ends so long after the sign-in, whatever happens. */
export const SESSION_MS = 7 * 86_400_000;
/** And so long after it was last used. */
export const IDLE_MS = 86_400_000;
/** For so long Discord need not be asked again which servers someone is in. */
export const GUILDS_GOOD_MS = 600_000;
/** Past these the one that was used longest ago ends. */
export const MAX_SESSIONS_PER_USER = 10;
export const MAX_SESSIONS = 10_000;
/** Of these, those that one cluster's bot may have let in by its links: what it says of people nobody can check. */
export const MAX_LINKED_SESSIONS = 1_000;

/** Someone who is signed in on one browser. */
export interface Session {
  /** SHA-256 of what the cookie holds, in hexadecimal digits. */
  readonly hash: string;
  /** Their Discord ID; of a one-time link as its bot told it. */
  readonly userId: string;
  readonly name: string;
  readonly avatar: string | null;
  readonly via: "oauth" | "link";
  readonly createdAt: EpochMs;
  readonly seenAt: EpochMs;
  /** JSON of a list of `UserGuild`: of many sessions most are not looked at. */
  readonly guilds: string;
  readonly guildsAt: EpochMs;
  /** Of a one-time link: the cluster whose bot gave it. */
  readonly cluster: string | null;
}

/** Whether it has not expired. */
export const isGood = ({ createdAt, seenAt }: Session, now: EpochMs): boolean =>
  now - createdAt < SESSION_MS && now - seenAt < IDLE_MS;

/** Whether Discord should be asked again; the servers of a one-time link never change. */
export const areGuildsOld = ({ via, guildsAt }: Session, now: EpochMs): boolean =>
  via === "oauth" && now - guildsAt >= GUILDS_GOOD_MS;

/** Who makes room for whom: those who came the same way, so that no bot ends what Discord's word or another bot began. */
type Newcomer = Pick<Session, "userId" | "via" | "cluster">;

/** Those that have to end so that one more fits in. */
export const crowdedOut = (sessions: Iterable<Session>, made: Newcomer): readonly Session[] => {
  const bySeen = [...sessions].sort((a, b) => a.seenAt - b.seenAt);
  const alike = bySeen.filter(({ via, cluster }) => via === made.via && cluster === made.cluster);
  const own = alike.filter(({ userId }) => userId === made.userId);
  const tooMany = (all: readonly Session[], most: number) => all.slice(0, Math.max(all.length - most + 1, 0));
  return [
    ...new Set([
      ...tooMany(own, MAX_SESSIONS_PER_USER),
      ...(made.via === "link" ? tooMany(alike, MAX_LINKED_SESSIONS) : []),
      ...tooMany(bySeen, MAX_SESSIONS),
    ]),
  ];
};

/** Whether a session ends when its user signs out everywhere in `from`: what a bot said ends nothing of Discord's word. */
export const endsWith = (session: Session, from: Session): boolean =>
  session.userId === from.userId &&
  (from.via === "oauth" || (session.via === "link" && session.cluster === from.cluster));
