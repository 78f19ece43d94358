import { createHash } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { AddressOf } from "../http/address.ts";
import type { Asked } from "../http/asked.ts";
import { tooManyGuesses } from "../http/guard.ts";
import { GuessLimit } from "../http/rate-limit.ts";
import type { Viewer } from "../sessions/viewer.ts";
import { bearerOf } from "./key.ts";
import type { GuildKeys } from "./service.ts";

interface KeyDoorParts {
  readonly keys: GuildKeys;
  readonly addressOf: AddressOf;
  readonly clock: Clock;
  /** Whether a server's managers let its keys be used from where someone asks. */
  readonly isAllowed: (asked: Asked, guildId: string) => boolean;
}

/**
 * Finds whose key a request comes with; null for none, and for a wrong one. How many wrong ones an address may send is
 * limited as with tokens; a key has 200 random bits, so that a right one is let in whatever else came from there. What it
 * opened ends where an allow-list shuts its address out.
 * @throws AppError `too_many_guesses`, or `history_unavailable` while the keys could not be read yet
 */
export const keyDoor = ({ keys, addressOf, clock, isAllowed }: KeyDoorParts) => {
  const limit = new GuessLimit();
  return (asked: Asked): Viewer | null => {
    const text = bearerOf(asked);
    const viewer = keys.find(text);
    if (viewer !== null) {
      const isAllowedAll = () => viewer.guilds.every(({ id }) => isAllowed(asked, id));
      return { ...viewer, stands: () => viewer.stands() && isAllowedAll() };
    }
    // Nothing sent is nothing guessed.
    if (text === "") return null;
    const digest = createHash("sha256").update(text).digest();
    const { waitMs } = limit.charge(addressOf(asked), digest, clock.monotonic());
    if (waitMs > 0) throw tooManyGuesses(waitMs);
    return null;
  };
};
