import type { Timing } from "../transport/timing.ts";
import { type Poll, standingPoll, withVote } from "./votes.ts";

interface Kept {
  readonly poll: Poll;
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

  /** Counts a vote about the track that plays. */
  cast(guildId: string, uid: string, userId: string): void {
    const now = this.#timing.monotonic();
    const kept = this.#kept.get(guildId);
    kept?.cancel();
    const poll = withVote(kept?.poll ?? null, uid, userId, now);
    const cancel = this.#timing.after(poll.endsAt - now, () => {
      this.#kept.delete(guildId);
      this.#onEnd(guildId);
    });
    this.#kept.set(guildId, { poll, cancel });
  }

  /** Forgets all. */
  close(): void {
    for (const { cancel } of this.#kept.values()) cancel();
    this.#kept.clear();
  }
}
