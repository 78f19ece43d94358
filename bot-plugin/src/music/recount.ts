import { randomUUID } from "node:crypto";
import type { Actor } from "../protocol/music-link.ts";
import type { Timing } from "../transport/timing.ts";
import type { Commands } from "./commands.ts";
import type { Asker } from "./judge.ts";
import type { Polls } from "./polls.ts";
import type { Stage } from "./stage.ts";

/** Who waits for it are those who listen: for no longer than this. */
const WITHIN_MS = 5_000;

interface RecountParts {
  readonly stage: Stage;
  readonly polls: Polls;
  readonly commands: Commands;
  readonly timing: Timing;
  /** Looks up who someone is in a guild. */
  readonly asker: (guildId: string, actor: Actor) => Promise<Asker>;
}

/** Has votes take effect that are enough by themselves, because others left. */
export class Recount {
  readonly #parts: RecountParts;

  constructor(parts: RecountParts) {
    this.#parts = parts;
  }

  /** People came to a voice channel of this guild, or left it. */
  look(guildId: string): void {
    const { stage, polls, commands, timing, asker } = this.#parts;
    if (!polls.has(guildId)) return;
    const { player, rev } = stage.look(guildId);
    const { voters, need } = stage.votes(guildId, player?.current?.uid ?? null);
    const [first] = voters;
    const actor = first === undefined ? null : polls.actorOf(guildId, first);
    if (actor === null || voters.length < need) return;
    // In the name of one who voted: so that it is judged as their wish would be now, and is for this track alone.
    const deadline = timing.monotonic() + WITHIN_MS;
    const skip = { id: randomUUID(), guildId, command: { action: "skip" }, seenRev: rev, deadline } as const;
    void commands.run(skip, () => asker(guildId, actor));
  }
}
