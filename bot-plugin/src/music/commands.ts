import type { Command, CommandResult } from "../protocol/music.ts";
import type { Notices } from "../transport/notices.ts";
import type { Timing } from "../transport/timing.ts";
import { resultOf } from "./fit.ts";
import { sayBroken } from "./guard.ts";
import type { Asker, Judge } from "./judge.ts";
import { Lanes } from "./lanes.ts";
import type { Performer } from "./performer.ts";
import type { Polls } from "./polls.ts";
import { Remembered } from "./remembered.ts";
import type { Look, Stage } from "./stage.ts";
import { within } from "./within.ts";

/** Waiting for one guild's player at once. */
const MOST_WAITING = 20;
const MOST_REMEMBERED = 1_000;

/** A command, and until when someone waits for it. */
export interface Wish {
  readonly id: string;
  readonly guildId: string;
  readonly command: Command;
  /** The revision that they saw; null: none. */
  readonly seenRev: number | null;
  /** On the monotonic clock, in ms. */
  readonly deadline: number;
}

interface CommandsParts {
  readonly stage: Stage;
  readonly judge: Judge;
  readonly performer: Performer;
  readonly polls: Polls;
  readonly timing: Timing;
  readonly notices: Notices;
  /** A guild's player may be another now. */
  readonly onChange: (guildId: string) => void;
}

const LATE = { outcome: "refused", message: "that came too late, and was not done" } as const;
const CROWDED = {
  outcome: "refused",
  message: "too much is asked of this player at once; wait a moment",
} as const;
const CHANGED = { outcome: "refused", message: "the track has changed" } as const;
const BROKEN = { outcome: "failed", message: "the bot could not do that: look at the player" } as const;

/** Does each command at most once, one after the other in a guild, and in time or not at all. */
export class Commands {
  readonly #parts: CommandsParts;
  readonly #lanes = new Lanes(MOST_WAITING);
  readonly #remembered = new Remembered<Promise<CommandResult>>(MOST_REMEMBERED);
  /** Commands that have not come to their end, by their ids. */
  readonly #underWay = new Map<string, { isCancelled: boolean }>();

  constructor(parts: CommandsParts) {
    this.#parts = parts;
  }

  /** @param asker looks up who wants it. Never rejects; what was asked before is told again */
  run(wish: Wish, asker: () => Promise<Asker>): Promise<CommandResult> {
    return this.#remembered.get(wish.id, () => {
      // A process that stood still reads at once what came meanwhile: a command, and then that nobody waits for it.
      const isAllRead = new Promise<void>((resolve) => this.#parts.timing.after(0, resolve));
      const running = this.#lanes.run(wish.guildId, () => isAllRead.then(() => this.#do(wish, asker)));
      if (running === null) return Promise.resolve(resultOf(CROWDED));
      this.#underWay.set(wish.id, { isCancelled: false });
      return running.finally(() => this.#underWay.delete(wish.id));
    });
  }

  /** Nobody waits for it any more: where it has not begun, it is not done. */
  cancel(id: string): void {
    const command = this.#underWay.get(id);
    if (command !== undefined) command.isCancelled = true;
  }

  async #do(wish: Wish, asker: () => Promise<Asker>): Promise<CommandResult> {
    const { timing, notices } = this.#parts;
    try {
      const leftMs = wish.deadline - timing.monotonic();
      if (this.#isLate(wish)) return resultOf(LATE);
      const before = this.#parts.stage.look(wish.guildId);
      const who = asker();
      const deciding = who.then(async (asked) => ({
        asked,
        right: await this.#parts.judge.right(asked, wish.command.action, wish.command, before),
      }));
      const decided = await within(timing, leftMs, deciding, null);
      if (decided === null || this.#isLate(wish)) return resultOf(LATE);
      const { asked, right } = decided;
      if (right.kind === "refused") return resultOf({ outcome: "refused", message: right.message });
      const now = this.#parts.stage.look(wish.guildId);
      if (isForAnother(wish, before, now)) return resultOf(CHANGED, now.rev);
      return await (right.kind === "vote" ? this.#vote(wish, asked, now) : this.#act(wish, asked));
    } catch (error) {
      sayBroken(notices, error);
      return resultOf(BROKEN);
    }
  }

  #isLate({ id, deadline }: Wish): boolean {
    return this.#underWay.get(id)?.isCancelled === true || this.#parts.timing.monotonic() >= deadline;
  }

  async #vote(wish: Wish, asked: Asker, { player }: Look): Promise<CommandResult> {
    const { polls, stage, onChange } = this.#parts;
    const { guildId } = wish;
    const uid = player?.current?.uid;
    if (uid === undefined) return resultOf(CHANGED);
    polls.cast(guildId, uid, asked.actor);
    const { voters, need } = stage.votes(guildId, uid);
    // Others left while it was decided.
    if (voters.length >= need) return this.#act(wish, asked);
    onChange(guildId);
    const message = `your vote counts: ${voters.length} of ${need} to skip`;
    return resultOf({ outcome: "done", message }, stage.look(guildId).rev);
  }

  async #act(wish: Wish, { actor, member }: Asker): Promise<CommandResult> {
    const { performer, polls, stage, onChange } = this.#parts;
    const { guildId, command } = wish;
    const requester = { id: actor.userId, name: member?.name ?? "" };
    const act = await performer.act(guildId, command, requester, {
      voiceChannelId: member?.voiceChannelId ?? null,
      isLate: () => this.#isLate(wish),
    });
    // The same track may begin anew, where it is repeated.
    if (command.action === "skip" && act.outcome === "done") polls.end(guildId);
    onChange(guildId);
    return resultOf(act, stage.look(guildId).rev);
  }
}

/** Meant for one track while another plays: what the actor saw, or what played when they were heard. */
const isForAnother = ({ command, seenRev }: Wish, before: Look, now: Look): boolean => {
  if (command.action !== "skip" && command.action !== "seek") return false;
  return (seenRev ?? before.rev) < now.beganRev;
};
