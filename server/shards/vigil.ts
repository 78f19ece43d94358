import type { Clock, MonotonicMs } from "../clock.ts";
import type { Events } from "../events.ts";
import type { Log } from "../log.ts";
import type { ShardIndex, ShardRegistry } from "./registry.ts";
import { LOOK_EVERY_MS, Watch } from "./watch.ts";

/** Two looks for silent shards are at least this far apart. */
const SWEEP_PAUSE_MS = 20;

export interface VigilParts {
  readonly registry: ShardRegistry;
  readonly clock: Clock;
  readonly events: Events;
  readonly log: Log;
  readonly onSilent: (silent: readonly ShardIndex[]) => void;
}

/**
 * Notices silence, on time by its timer and for certain whenever something is read or judged; and notices first
 * whether it was this server that could not listen.
 */
export class Vigil {
  readonly #parts: VigilParts;
  readonly #watch: Watch;
  #cancelLook: (() => void) | null = null;

  constructor(parts: VigilParts) {
    this.#parts = parts;
    this.#watch = new Watch(parts.clock.monotonic(), parts.clock.uptime());
  }

  start(): void {
    const { clock, registry } = this.#parts;
    this.#lookForSleep(clock.monotonic());
    const now = this.attend();
    const untilDeadline = Math.max(registry.earliestDeadlineAt - now + 1, SWEEP_PAUSE_MS);
    this.#cancelLook = clock.after(Math.min(untilDeadline, LOOK_EVERY_MS), () => this.start());
  }

  stop(): void {
    this.#cancelLook?.();
  }

  /** Judges what fell silent by now; the result is that moment. */
  attend(): MonotonicMs {
    const { clock, registry, onSilent } = this.#parts;
    const now = clock.monotonic();
    const blindness = this.#watch.look(now);
    if (blindness.kind === "stall") {
      registry.extendDeadlines(blindness.lastedMs);
      this.#tellBlind(blindness.lastedMs);
    }
    if (now > registry.earliestDeadlineAt) this.#lookForSleep(now);
    if (now > registry.earliestDeadlineAt) {
      const silent = registry.silent(now);
      if (silent.length > 0) onSilent(silent);
    }
    return now;
  }

  /** After a sleep of the machine every shard has its whole time anew; asked before any silence is judged. */
  #lookForSleep(now: MonotonicMs): void {
    const { clock, registry } = this.#parts;
    const slept = this.#watch.compare(now, clock.uptime());
    if (slept.kind !== "suspend") return;
    registry.startDeadlinesAfresh(now);
    this.#tellBlind(slept.lastedMs);
  }

  #tellBlind(lastedMs: number): void {
    const { clock, events, log } = this.#parts;
    const until = clock.wall();
    log.warn(
      { lastedMs: Math.round(lastedMs) },
      "this server could not listen; no shard is judged by that time",
    );
    events.emit("blind", { from: Math.round(until - lastedMs), until });
  }
}
