import type { Command, CommandResult, PlayerAction, PlayerSnapshot } from "#protocol/music.ts";
import { foresee, voted } from "./foresee.ts";
import { type Later, laterAfter, NOTHING_LATER, type QueuePage, withPage } from "./later.ts";

/** What the viewer may do there, as the bot says. */
export interface Rights {
  readonly may: readonly PlayerAction[];
  /** Whether skip is a vote for them. */
  readonly isVoter: boolean;
  /** Whether their vote to skip what plays counts already. */
  readonly hasVoted: boolean;
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
  /** What played then, where it is but a vote about that; else null. */
  readonly voteOn: string | null;
  /** The revision that has it; null while there is no answer. */
  readonly doneAtRev: number | null;
}

/** What the page knows of one player. */
export interface PlayerState {
  /** Whether the server has told of it yet. */
  readonly isKnown: boolean;
  readonly player: PlayerSnapshot | null;
  /** Since when the bot is away and all this is old, epoch ms by the server's clock; null while it is there. */
  readonly awaySince: number | null;
  readonly rights: Rights;
  readonly wishes: readonly Wish[];
  readonly later: Later;
}

/** What can happen to what the page knows. */
export type PlayerEvent =
  | { readonly kind: "told"; readonly player: PlayerSnapshot | null; readonly awaySince: number | null }
  /** Some of the player is anew. */
  | { readonly kind: "changed"; readonly fields: Partial<PlayerSnapshot> & Pick<PlayerSnapshot, "rev"> }
  | { readonly kind: "away"; readonly awaySince: number | null }
  | { readonly kind: "allowed"; readonly rights: Rights }
  | { readonly kind: "wished"; readonly id: string; readonly command: Command; readonly at: number }
  | { readonly kind: "answered"; readonly id: string; readonly result: CommandResult }
  | { readonly kind: "paged"; readonly page: QueuePage };

export const NOTHING_KNOWN: PlayerState = {
  isKnown: false,
  player: null,
  awaySince: null,
  rights: { may: [], isVoter: false, hasVoted: false, isManager: false },
  wishes: [],
  later: NOTHING_LATER,
};

/** The player with those that wait later, and with what was wished for. */
const foreseen = (player: PlayerSnapshot, later: Later, wishes: readonly Wish[]): PlayerSnapshot => {
  const whole = later.items.length === 0 ? player : { ...player, queue: [...player.queue, ...later.items] };
  return wishes.reduce(
    (its, { command, at, voteOn }) => (voteOn === null ? foresee(its, command, at) : voted(its, voteOn)),
    whole,
  );
};

/** What moves entries that no snapshot holds. */
const MOVES_LATER: ReadonlySet<PlayerAction> = new Set<PlayerAction>(["move", "remove"]);

/** Those that wait later, once wishes have come true that a snapshot does not show. */
const settled = ({ player, later }: PlayerState, wishes: readonly Wish[]): Later => {
  if (player === null || later.items.length === 0) return later;
  const moves = wishes.filter(({ command }) => MOVES_LATER.has(command.action));
  return { ...later, items: foreseen(player, later, moves).queue.slice(player.queue.length) };
};

/** A vote ends with the track that it is about, or when all votes are forgotten. */
const isVoteOver = (before: PlayerSnapshot | null, player: PlayerSnapshot | null): boolean =>
  player === null ||
  (before !== null &&
    (before.current?.uid !== player.current?.uid || (before.votes !== null && player.votes === null)));

/** The state with another player. @param isDone whether a wish is in it */
const withPlayer = (
  state: PlayerState,
  player: PlayerSnapshot | null,
  isDone: (wish: Wish) => boolean,
): PlayerState => {
  const { rights, wishes } = state;
  const hasVoted = rights.hasVoted && !isVoteOver(state.player, player);
  return {
    ...state,
    player,
    rights: { ...rights, hasVoted },
    wishes: wishes.filter((wish) => !isDone(wish)),
    later: laterAfter(state.player, player, settled(state, wishes.filter(isDone))),
  };
};

/** A snapshot is what is true, whatever was known: revisions begin anew when the bot does. */
const told = (
  state: PlayerState,
  { player, awaySince }: Extract<PlayerEvent, { kind: "told" }>,
): PlayerState => {
  // Of a bot that is away nothing is told; what was known is all there is.
  if (awaySince !== null && player === null && state.player !== null) return gone(state, awaySince);
  const next = withPlayer(state, player, ({ doneAtRev }) => doneAtRev !== null);
  return { ...next, isKnown: true, awaySince };
};

const gone = (state: PlayerState, awaySince: number | null): PlayerState => ({
  ...state,
  awaySince: awaySince === null ? null : (state.awaySince ?? awaySince),
});

const changed = (
  state: PlayerState,
  fields: Extract<PlayerEvent, { kind: "changed" }>["fields"],
): PlayerState => {
  if (state.player === null || fields.rev < state.player.rev) return state;
  const { rev } = fields;
  const player = { ...state.player, ...fields };
  return withPlayer(state, player, ({ doneAtRev }) => doneAtRev !== null && doneAtRev <= rev);
};

const answered = (state: PlayerState, id: string, { outcome, rev }: CommandResult): PlayerState => {
  const { wishes, player } = state;
  const wish = wishes.find((its) => its.id === id);
  const rest = wishes.filter((its) => its !== wish);
  if (outcome !== "done" || wish === undefined) return { ...state, wishes: rest };
  const hasVoted = state.rights.hasVoted || (wish.voteOn !== null && wish.voteOn === player?.current?.uid);
  const heard = { ...state, rights: { ...state.rights, hasVoted } };
  if (rev === null || (player?.rev ?? -1) >= rev)
    return { ...heard, wishes: rest, later: settled(state, [wish]) };
  return { ...heard, wishes: wishes.map((its) => (its === wish ? { ...its, doneAtRev: rev } : its)) };
};

/** What the page knows after an event. */
export const reducePlayer = (state: PlayerState, event: PlayerEvent): PlayerState => {
  switch (event.kind) {
    case "told":
      return told(state, event);
    case "changed":
      return changed(state, event.fields);
    case "away":
      return gone(state, event.awaySince);
    case "allowed":
      return { ...state, rights: event.rights };
    case "wished": {
      const { id, command, at } = event;
      const isVote = command.action === "skip" && state.rights.isVoter;
      const voteOn = isVote ? (state.player?.current?.uid ?? null) : null;
      return { ...state, wishes: [...state.wishes, { id, command, at, voteOn, doneAtRev: null }] };
    }
    case "answered":
      return answered(state, event.id, event.result);
    case "paged":
      return { ...state, later: withPage(state.player, state.later, event.page) };
    default:
      return event satisfies never;
  }
};

/** The player as it is shown: what was wished for is there at once, and gone again where it was refused. */
export const shownPlayer = ({ player, wishes, later }: PlayerState): PlayerSnapshot | null =>
  player === null ? null : foreseen(player, later, wishes);
