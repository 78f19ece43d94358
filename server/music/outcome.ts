import type { CommandResult } from "#protocol/music.ts";
import { AppError } from "../errors.ts";
import type { Asked } from "./asks.ts";

const WORDS = {
  away: "the bot is away right now",
  expired: "the bot did not answer in time: look at the player",
  unknown: "nobody knows whether it was done: look at the player",
} as const;

/** What came of a command, from what came of asking for it. */
export const resultOf = (asked: Asked): CommandResult => {
  switch (asked.kind) {
    case "result":
      return asked.result;
    case "lost":
      return { outcome: "unknown", message: WORDS.unknown, rev: null };
    case "away":
      return { outcome: "away", message: WORDS.away, rev: null };
    default:
      return { outcome: "expired", message: WORDS.expired, rev: null };
  }
};

/** Nobody is there who could answer. */
export const botAway = () =>
  new AppError("bot_away", "the bot that serves this server is away right now", { retryAfterSeconds: 5 });

/** Why a bot showed nothing: it says no, or it could not look. */
export const nothingShown = ({ outcome, message }: CommandResult) =>
  outcome === "refused" ? new AppError("forbidden", message) : new AppError("bot_failed", message);

/** @param waitMs until there is room for one more */
export const tooFast = (waitMs: number) =>
  new AppError("too_fast", `that is faster than a player can be steered: wait ${secondsOf(waitMs)} s`, {
    retryAfterSeconds: secondsOf(waitMs),
  });

const secondsOf = (ms: number): number => Math.ceil(ms / 1_000);
