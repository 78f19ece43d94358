import type { Command, CommandResult, PlayerAction, PlayerSnapshot, QueueItem } from "#protocol/music.ts";
import { foresee } from "./foresee.ts";

/** What the viewer may do there, as the bot says. */
export interface Rights {
  readonly may: readonly PlayerAction[];
  /** Whether skip is a vote for them. */
  readonly isVoter: boolean;
  /** Whether they may make keys for the server. */
  readonly isManager: boolean;
}

/** A command that was sent. */
export interface Wish {
  /** Made here; the same one is done once. */
  readonly id: string;
  readonly command: Command;
  /** Epoch ms by the server's clock. */
  readonly at: number;
  /** The revision that has it; null while there is no answer. */
  readonly doneAtRev: number | null;
}

/** What the page knows of one player. */
export interface PlayerState {
  /** Whether the server has told of it yet. */
  readonly isKnown: boolean;
  readonly player: PlayerSnapshot | null;
  readonly isAway: boolean;
  readonly rights: Rights;
  readonly wishes: readonly Wish[];
  /** What waits behind the snapshot's own part of the queue, as far as it was asked for. */
  readonly later: readonly QueueItem[];
}

/** What can happen to what the page knows. */
export type PlayerEvent =
  | { readonly kind: "told"; readonly player: PlayerSnapshot | null; readonly isAway: boolean }
  /** Some of the player is anew. */
  | { readonly kind: "changed"; readonly fields: Partial<PlayerSnapshot> & Pick<PlayerSnapshot, "rev"> }
  | { readonly kind: "away"; readonly isAway: boolean }
  | { readonly kind: "allowed"; readonly rights: Rights }
  | { readonly kind: "wished"; readonly id: string; readonly command: Command; readonly at: number }
  | { readonly kind: "answered"; readonly id: string; readonly result: CommandResult }
  | { readonly kind: "paged"; readonly from: number; readonly items: readonly QueueItem[] };

export const NOTHING_KNOWN: PlayerState = {
  isKnown: false,
  player: null,
  isAway: false,
  rights: { may: [], isVoter: false, isManager: false },
  wishes: [],
  later: [],
};

/** Entries behind the snapshot's own that are not in it, as many as there can be. */
const stillLater = (player: PlayerSnapshot | null, later: readonly QueueItem[]): readonly QueueItem[] => {
  if (player === null || later.length === 0) return [];
  const ahead = new Set([player.current, ...player.queue].map((its) => its?.uid));
  return later.filter(({ uid }) => !ahead.has(uid)).slice(0, Math.max(0, player.total - player.queue.length));
};

/** A snapshot is what is true, whatever was known: revisions begin anew when the bot does. */
const told = (state: PlayerState, player: PlayerSnapshot | null, isAway: boolean): PlayerState => ({
  ...state,
  isKnown: true,
  player,
  isAway,
  wishes: state.wishes.filter(({ doneAtRev }) => doneAtRev === null),
  later: stillLater(player, state.later),
});

const changed = (
  state: PlayerState,
  fields: Extract<PlayerEvent, { kind: "changed" }>["fields"],
): PlayerState => {
  if (state.player === null || fields.rev < state.player.rev) return state;
  const player = { ...state.player, ...fields };
  const wishes = state.wishes.filter(({ doneAtRev }) => doneAtRev === null || doneAtRev > player.rev);
  return { ...state, player, wishes, later: stillLater(player, state.later) };
};

const answered = (state: PlayerState, id: string, { outcome, rev }: CommandResult): PlayerState => {
  const isShown = rev === null || (state.player?.rev ?? -1) >= rev;
  if (outcome !== "done" || isShown)
    return { ...state, wishes: state.wishes.filter((wish) => wish.id !== id) };
  return {
    ...state,
    wishes: state.wishes.map((wish) => (wish.id === id ? { ...wish, doneAtRev: rev } : wish)),
  };
};

/** What the page knows after an event. */
export const reducePlayer = (state: PlayerState, event: PlayerEvent): PlayerState => {
  switch (event.kind) {
    case "told":
      return told(state, event.player, event.isAway);
    case "changed":
      return changed(state, event.fields);
    case "away":
      return { ...state, isAway: event.isAway };
    case "allowed":
      return { ...state, rights: event.rights };
    case "wished": {
      const { id, command, at } = event;
      return { ...state, wishes: [...state.wishes, { id, command, at, doneAtRev: null }] };
    }
    case "answered":
      return answered(state, event.id, event.result);
    case "paged": {
      const kept = state.later.slice(0, Math.max(0, event.from - (state.player?.queue.length ?? 0)));
      const known = new Set(kept.map(({ uid }) => uid));
      const later = [...kept, ...event.items.filter(({ uid }) => !known.has(uid))];
      return { ...state, later: stillLater(state.player, later) };
    }
    default:
      return event satisfies never;
  }
};

/** The player as it is shown: what was wished for is there at once, and gone again where it was refused. */
export const shownPlayer = ({ player, wishes, rights, later }: PlayerState): PlayerSnapshot | null => {
  if (player === null) return null;
  const whole: PlayerSnapshot =
    later.length === 0 ? player : { ...player, queue: [...player.queue, ...later] };
  return wishes
    .filter(({ command }) => !(command.action === "skip" && rights.isVoter))
    .reduce((its, { command, at }) => foresee(its, command, at), whole);
};
