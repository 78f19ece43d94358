import type { PlayerSnapshot } from "../protocol/music.ts";
import type { Catalogue } from "./catalogue.ts";
import { fitPlayer } from "./fit.ts";
import type { MemberSource } from "./member-source.ts";
import type { PlayerAdapter } from "./player-adapter.ts";
import type { Polls } from "./polls.ts";
import type { Revisions } from "./revisions.ts";
import { votesNeeded, votesOf } from "./votes.ts";

/** A guild's player as people see it. */
export interface Look {
  /** null: nothing plays. */
  readonly player: PlayerSnapshot | null;
  readonly rev: number;
  /** The revision at which the track began that plays. */
  readonly beganRev: number;
}

interface StageParts {
  readonly adapter: PlayerAdapter;
  readonly members: MemberSource;
  readonly catalogue: Catalogue;
  readonly polls: Polls;
  readonly revisions: Revisions;
  /** Of the listeners, 0..1. */
  readonly skipRatio: number;
}

/** Puts together what is seen of a player: the adapter's word, the votes, the music services, and its revision. */
export class Stage {
  readonly #parts: StageParts;

  constructor(parts: StageParts) {
    this.#parts = parts;
  }

  look(guildId: string): Look {
    const { adapter, catalogue, revisions } = this.#parts;
    const snapshot = adapter.snapshot(guildId);
    const player =
      snapshot &&
      fitPlayer({
        ...snapshot,
        guildId,
        sources: [...snapshot.sources, ...catalogue.shown],
        votes: this.#shownVotes(guildId, snapshot.current?.uid ?? null),
      });
    const { rev, beganRev } = revisions.note(guildId, player);
    return { player: player && { ...player, rev }, rev, beganRev };
  }

  /** Votes to skip, and how many are needed now. */
  votes(guildId: string, uid: string | null): { readonly voters: readonly string[]; readonly need: number } {
    const { polls, skipRatio } = this.#parts;
    const listeners = this.listeners(guildId);
    return {
      voters: votesOf(polls.find(guildId, uid), listeners),
      need: votesNeeded(listeners.length, skipRatio),
    };
  }

  /** People in the bot's voice channel; none where it is in none. */
  listeners(guildId: string): readonly string[] {
    const { adapter, members } = this.#parts;
    const channelId = adapter.channelOf(guildId);
    return channelId === null ? [] : members.listeners(guildId, channelId);
  }

  /** Whether who moved there is of any matter to the player: where it plays nowhere, everyone is. @param channelIds null: any */
  concerns(guildId: string, channelIds: readonly string[] | null): boolean {
    if (channelIds === null) return true;
    const channelId = this.#parts.adapter.channelOf(guildId);
    return channelId === null || channelIds.includes(channelId);
  }

  #shownVotes(guildId: string, uid: string | null): PlayerSnapshot["votes"] {
    const { voters, need } = this.votes(guildId, uid);
    return voters.length === 0 ? null : { have: voters.length, need };
  }
}
