import type { CommandResult, Found, Lookup } from "../protocol/music.ts";
import type { Actor, AnswerFrame, AskFrame } from "../protocol/music-link.ts";
import type { Notices } from "../transport/notices.ts";
import type { Timing } from "../transport/timing.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Commands } from "./commands.ts";
import { fitFound, resultOf } from "./fit.ts";
import { sayBroken } from "./guard.ts";
import type { Asker, Judge } from "./judge.ts";
import type { Act, PlayerAdapter } from "./player-adapter.ts";
import type { Stage } from "./stage.ts";
import { within } from "./within.ts";

type Answer = AnswerFrame["answer"];

/** Lookups and looks that run at once; more are refused, so that a service that hangs costs no memory. */
const MOST_AT_ONCE = 100;
/** However long someone says that they wait. */
const LONGEST_MS = 60_000;

interface DispatcherParts {
  readonly adapter: PlayerAdapter;
  /** Looks up who someone is in a guild. */
  readonly asker: (guildId: string, actor: Actor) => Promise<Asker>;
  readonly catalogue: Catalogue;
  readonly stage: Stage;
  readonly judge: Judge;
  readonly commands: Commands;
  readonly timing: Timing;
  readonly notices: Notices;
  /** Someone who may see a guild's player looks at it, at this revision. */
  readonly onWatch: (guildId: string, rev: number) => void;
}

const CROWDED: Act = {
  outcome: "failed",
  message: "too much is asked of this bot at once; wait a moment",
};
const SLOW: Act = { outcome: "failed", message: "that took too long" };
const BROKEN: Act = { outcome: "failed", message: "the bot could not look that up" };

/** Answers what is asked of players. */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  #running = 0;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** Never rejects. */
  async answer({ id, guildId, actor, expiresInMs, ask }: AskFrame): Promise<Answer> {
    const { commands, timing } = this.#parts;
    const withinMs = Math.min(Math.max(expiresInMs, 0), LONGEST_MS);
    const asker = () => this.#parts.asker(guildId, actor);
    if (ask.kind === "command") {
      const { command, seenRev } = ask;
      const deadline = timing.monotonic() + withinMs;
      return told(await commands.run({ id, guildId, command, seenRev, deadline }, asker));
    }
    if (this.#running >= MOST_AT_ONCE) return told(resultOf(CROWDED));
    this.#running += 1;
    try {
      const answering = ask.kind === "watch" ? this.#see(asker) : this.#find(asker, ask.lookup);
      return await within(timing, withinMs, answering, told(resultOf(SLOW)));
    } catch (error) {
      sayBroken(this.#parts.notices, error);
      return told(resultOf(BROKEN));
    } finally {
      this.#running -= 1;
    }
  }

  async #see(asker: () => Promise<Asker>): Promise<Answer> {
    const { stage, judge, timing, onWatch } = this.#parts;
    const asked = await asker();
    const before = stage.look(asked.guildId);
    const right = await judge.right(asked, "view", null, before);
    if (right.kind === "refused") return told(resultOf({ outcome: "refused", message: right.message }));
    const { may, isVoter } = await judge.mayOf(asked, before);
    const { player, rev } = stage.look(asked.guildId);
    const { voters } = stage.votes(asked.guildId, player?.current?.uid ?? null);
    const hasVoted = voters.includes(asked.actor.userId);
    onWatch(asked.guildId, rev);
    const isManager = asked.member?.isOwner === true || asked.member?.isManager === true;
    return { kind: "seen", at: timing.wall(), player, may: [...may], isVoter, hasVoted, isManager };
  }

  async #find(asker: () => Promise<Asker>, lookup: Lookup): Promise<Answer> {
    const { adapter, catalogue, stage, judge } = this.#parts;
    const asked = await asker();
    const { guildId, actor, member } = asked;
    const isSearch = lookup.lookup === "search";
    const right = await judge.right(asked, isSearch ? "search" : "view", null, stage.look(guildId));
    if (right.kind === "refused") return told(resultOf({ outcome: "refused", message: right.message }));
    const requester = { id: actor.userId, name: member?.name ?? "" };
    const ofPlayer = async (): Promise<Found | Act> => {
      try {
        return await adapter.lookup(guildId, lookup, requester);
      } catch (error) {
        sayBroken(this.#parts.notices, error);
        return BROKEN;
      }
    };
    const found = isSearch ? await catalogue.search(lookup, ofPlayer) : await ofPlayer();
    return "outcome" in found ? told(resultOf(found)) : { kind: "found", found: fitFound(found) };
  }
}

const told = (result: CommandResult): Answer => ({ kind: "result", result });
