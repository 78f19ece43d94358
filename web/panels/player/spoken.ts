import { BOT_BACK_WORDS, BOT_GONE_WORDS } from "#web/words/player-state-words.ts";
import type { PlayerState } from "./player-state.ts";

/** What is to be spoken of a change, for who does not see it; null: nothing. */
export const spokenOf = (before: PlayerState, now: PlayerState): string | null => {
  if (!before.isKnown || !now.isKnown) return null;
  if (before.awaySince !== now.awaySince) return now.awaySince === null ? BOT_BACK_WORDS : BOT_GONE_WORDS;
  const { current } = now.player ?? { current: null };
  const isSame = current?.uid === before.player?.current?.uid;
  if (isSame) return null;
  return current === null ? "Nothing is playing." : `Now playing ${current.title}.`;
};
