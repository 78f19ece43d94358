import type { Command } from "../protocol/music.ts";
import type { Timing } from "../transport/timing.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Act, PlayerAdapter, Requester } from "./player-adapter.ts";
import { within } from "./within.ts";

/** The server has given up by then, and the next command must not wait for ever. */
const ACT_WITHIN_MS = 10_000;

const SLOW: Act = { outcome: "failed", message: "the player did not answer: look at what it does" };
const NOWHERE: Act = { outcome: "failed", message: "that music service does not answer right now" };

/** Has a player do what was allowed. */
export class Performer {
  readonly #adapter: PlayerAdapter;
  readonly #catalogue: Catalogue;
  readonly #timing: Timing;

  constructor(adapter: PlayerAdapter, catalogue: Catalogue, timing: Timing) {
    this.#adapter = adapter;
    this.#catalogue = catalogue;
    this.#timing = timing;
  }

  /** @param isLate whether nobody waits for it any more. Rejects where the library does */
  async act(
    guildId: string,
    command: Command,
    requester: Requester,
    { voiceChannelId, isLate }: { readonly voiceChannelId: string | null; readonly isLate: () => boolean },
  ): Promise<Act> {
    if (command.action !== "play") return this.#do(guildId, command, requester, voiceChannelId);
    let act = NOWHERE;
    for (const query of await this.#catalogue.candidates(command.query, command.source)) {
      if (isLate()) break;
      // The player is given what it knows itself: not the name of a service of the host's.
      const { source, ...play } = command;
      const isOwn = query === command.query;
      const wish = isOwn && source !== undefined ? { ...play, source } : { ...play, query };
      act = await this.#do(guildId, wish, requester, voiceChannelId);
      if (act.outcome === "done") break;
    }
    return act;
  }

  #do(guildId: string, command: Command, requester: Requester, voiceChannelId: string | null): Promise<Act> {
    const acting = this.#adapter.act(guildId, command, requester, voiceChannelId);
    return within(this.#timing, ACT_WITHIN_MS, acting, SLOW);
  }
}
