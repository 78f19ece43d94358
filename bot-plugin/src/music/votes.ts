/** Votes to skip one track. */
export interface Poll {
  /** The track that is voted about. */
  readonly uid: string;
  /** When it ends without a result, on the monotonic clock in ms. */
  readonly endsAt: number;
  readonly voters: readonly string[];
}

/** A vote that has not come to its end by then is forgotten. */
export const POLL_LASTS_MS = 60_000;

/** The poll that still stands; null where the track has changed, or its time is over. */
export const standingPoll = (poll: Poll | null, uid: string | null, now: number): Poll | null =>
  poll !== null && poll.uid === uid && now < poll.endsAt ? poll : null;

/** The poll with one more vote; each person has one. The first begins it. */
export const withVote = (poll: Poll | null, uid: string, userId: string, now: number): Poll => {
  const standing = standingPoll(poll, uid, now) ?? { uid, endsAt: now + POLL_LASTS_MS, voters: [] };
  return standing.voters.includes(userId) ? standing : { ...standing, voters: [...standing.voters, userId] };
};

/** Votes of those who still listen: who leaves the channel takes theirs along. */
export const votesOf = (poll: Poll | null, listeners: readonly string[]): readonly string[] =>
  poll === null ? [] : poll.voters.filter((voter) => listeners.includes(voter));

/** Votes that are needed among so many listeners, rounded up. @param ratio of the listeners, 0..1 */
export const votesNeeded = (listeners: number, ratio: number): number =>
  Math.max(Math.ceil(listeners * ratio), 1);
