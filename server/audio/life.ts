import type { NodeTrouble } from "#protocol/audio.ts";
import type { EpochMs } from "../clock.ts";
import type { AudioNode, Move } from "./node.ts";

/** What is known of a node when its next step is decided. */
export interface Circumstances {
  /** null: not known. */
  readonly answers: boolean | null;
  readonly trouble: NodeTrouble | null;
  /** Players that are known to be on it, whoever says so; null: not known. */
  readonly players: number | null;
}

/** lavaplayer holds an address as failing for 7 days; a block that was exhausted may be tried again after. */
export const BLOCK_RESTS_MS = 7 * 86_400_000;

const REASON_OF = {
  silent: "its agent fell silent, and the server does not reach it",
  unreachable: "it cannot be reached",
  wrong_password: "it does not take its password",
  password_lost: "its password is not known any more; announce it again",
  not_lavalink: "what answers at its address is no Lavalink v4",
  too_old: "it is too old",
  misconfigured: "it cannot bind its addresses",
} as const satisfies Record<NodeTrouble, string>;

/** What a node does next by itself; null: it stays as it is. */
export const nextMove = (node: AudioNode, now: Circumstances, at: EpochMs): Move | null => {
  const { answers, trouble, players } = now;
  switch (node.state) {
    case "announced":
    case "probing":
      // It was taken out of use on purpose, and is announced again when it is to be used.
      if (node.cause === "goodbye") return null;
      if (answers === true) return { to: "active", cause: "probe", reason: null };
      if (answers === false && node.state === "probing") return away("probe", trouble);
      return null;
    case "active":
      return answers === false ? away("silence", trouble) : null;
    case "draining":
      return drained(node, { isEmpty: players === 0, isAway: answers === false }, at);
    case "retired":
      return null;
    default:
      return node.state satisfies never;
  }
};

const away = (cause: "probe" | "silence", trouble: NodeTrouble | null): Move => ({
  to: "announced",
  cause,
  reason: trouble === null ? null : REASON_OF[trouble],
});

/** Bots need a moment to hear of a drain before an empty node says that all have left. */
const EMPTY_AFTER_MS = 10_000;

const drained = (
  { drain, since, cause }: AudioNode,
  { isEmpty, isAway }: { readonly isEmpty: boolean; readonly isAway: boolean },
  at: EpochMs,
): Move | null => {
  const forMs = at - since;
  if (drain?.end === "retire") {
    // That it does not answer may be our own trouble: its time is not cut short for it.
    if (isEmpty && (forMs >= EMPTY_AFTER_MS || forMs < 0)) {
      return { to: "retired", cause: "empty", reason: "all players have left" };
    }
    if (at >= drain.deadlineAt)
      return { to: "retired", cause: "deadline", reason: "the drain's time was over" };
    return null;
  }
  // Held by a person: until a person decides.
  if (cause === "limited" && forMs >= BLOCK_RESTS_MS && !isAway) {
    return { to: "active", cause: "recovery", reason: "its addresses have rested for 7 days" };
  }
  return null;
};

/** The moves that a person may ask for; null where nothing is to be done. */
export const wishedMove = (
  node: AudioNode,
  wish: {
    readonly action: "drain" | "retire" | "return";
    readonly drain: Move["drain"];
    readonly reason: string | null;
    /** Whether it is seen to work right now. */
    readonly answers: boolean;
  },
): Move | null => {
  const { action, drain, reason, answers } = wish;
  switch (action) {
    case "drain":
      return node.state === "retired" || drain === undefined
        ? null
        : { to: "draining", cause: "ops", reason, drain };
    case "retire":
      return node.state === "retired" ? null : { to: "retired", cause: "ops", reason };
    case "return":
      if (node.state === "active" || node.state === "probing") return null;
      // Bots have a draining node still: they need not lose it for the time of a look.
      return { to: node.state === "draining" && answers ? "active" : "probing", cause: "ops", reason };
    default:
      return action satisfies never;
  }
};
