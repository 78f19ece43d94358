import type { PlayerAction, PlayerState } from "#protocol/music.ts";
import { spanWords } from "./time.ts";

/** What a bot does, beside its name. */
export const BOT_STATE_WORDS = {
  idle: "silent",
  playing: "playing",
  paused: "paused",
  buffering: "loading",
  away: "away",
} satisfies Record<PlayerState | "away", string>;

/** Spoken when the bot goes, and when it is there again. */
export const BOT_GONE_WORDS = "The bot is away. Nothing can be steered until it is back.";
export const BOT_BACK_WORDS = "The bot is back.";

/**
 * That what is shown is old, why and how old; null where it is live.
 * @param now as `oldSince` epoch ms by the server's clock
 */
export const oldWords = ({
  isLive,
  oldSince,
  isEmpty,
  now,
}: {
  readonly isLive: boolean;
  readonly oldSince: number | null;
  readonly isEmpty: boolean;
  readonly now: number;
}): string | null => {
  // An empty player says by itself that the bot is away.
  if (isLive && (oldSince === null || isEmpty)) return null;
  const why = isLive ? "The bot is away" : "The server is not answering";
  if (isEmpty || oldSince === null) return `${why}.`;
  const ageMs = now - oldSince;
  return `${why}. This is how it was ${ageMs < 1_000 ? "a moment" : spanWords(ageMs)} ago.`;
};

/** A player with nothing in it: what is so, and what its viewer can do about it. */
export const emptyWords = ({
  isAway,
  mayAdd,
}: {
  readonly isAway: boolean;
  readonly mayAdd: boolean;
}): readonly [heading: string, hint: string] => {
  if (isAway) return ["The bot is away", "Its music shows here again once it is back."];
  return [
    "Nothing is playing",
    mayAdd
      ? "Add a track by its link, or search for one."
      : "Once someone adds a track it shows here by itself.",
  ];
};

/** Why there are no buttons. */
export const LOOK_ONLY_WORDS =
  "You are looking on. Join the bot’s voice channel to add tracks and vote; a DJ or someone who manages the server steers.";
export const ADD_ONLY_WORDS = "You may add tracks; a DJ or someone who manages the server steers.";
/** Why a viewer misses buttons; null where they miss none that matter. */
export const rightsWords = (
  can: readonly string[],
  may: readonly PlayerAction[],
  isVoter: boolean,
): string | null => {
  if (may.length === 0) return LOOK_ONLY_WORDS;
  const steers: readonly PlayerAction[] = ["pause", "stop", "volume"];
  const lacks = steers.some((action) => can.includes(action) && !may.includes(action));
  if (!lacks) return null;
  return may.includes("play") && !isVoter && !may.includes("skip") ? ADD_ONLY_WORDS : VOTER_WORDS;
};

const VOTER_WORDS = "You may add tracks and vote to skip; a DJ or someone who manages the server steers.";
