import type { Actor } from "../protocol/music-link.ts";
import type { Timing } from "../transport/timing.ts";
import { type Poll, standingPoll, withVote } from "./votes.ts";

interface Kept {
  readonly poll: Poll;
  /** Those who voted, by their user ids. */
  readonly actors: ReadonlyMap<string, Actor>;
  readonly cancel: () => void;
}

/** Keeps the votes of each guild for as long as they count. */
export class Polls {
  readonly #timing: Timing;
  readonly #onEnd: (guildId: string) => void;
  readonly #kept = new Map<string, Kept>();

  /** @param onEnd a poll ended without a result: what is shown of it has changed */
  constructor(timing: Timing, onEnd: (guildId: string) => void) {
    this.#timing = timing;
    this.#onEnd = onEnd;
  }

  /** The poll about the track that plays; null where nobody votes about it. */
  find(guildId: string, uid: string | null): Poll | null {
    return standingPoll(this.#kept.get(guildId)?.poll ?? null, uid, this.#timing.monotonic());
  }

  /** Whether anyone may have voted there. */
  has(guildId: string): boolean {
    return this.#kept.has(guildId);
  }

  /** How someone came who voted there; null where they did not. */
  actorOf(guildId: string, userId: string): Actor | null {
    return this.#kept.get(guildId)?.actors.get(userId) ?? null;
  }

  /** Counts a vote about the track that plays. */
  cast(guildId: string, uid: string, actor: Actor): void {
    const now = this.#timing.monotonic();
    const kept = this.#kept.get(guildId);
    kept?.cancel();
    const poll = withVote(kept?.poll ?? null, uid, actor.userId, now);
    const actors = new Map([...(kept?.actors ?? []), [actor.userId, actor]]);
    for (const userId of actors.keys()) if (!poll.voters.includes(userId)) actors.delete(userId);
    const cancel = this.#timing.after(poll.endsAt - now, () => {
      this.#kept.delete(guildId);
      this.#onEnd(guildId);
    });
    this.#kept.set(guildId, { poll, actors, cancel });
  }

  /** It has come to its result. */
  end(guildId: string): void {
    this.#kept.get(guildId)?.cancel();
    this.#kept.delete(guildId);
  }

  /** Forgets all. */
  close(): void {
    for (const { cancel } of this.#kept.values()) cancel();
    this.#kept.clear();
  }
}
