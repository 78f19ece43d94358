import { judge, type Verdict } from "./judge.ts";
import type { ShardListener, ShardLook } from "./source.ts";

/** What is remembered of a shard from look to look. */
interface Memory {
  hasBeenUp: boolean;
  isDown: boolean;
  /** Monotonic; the last proof of life, or when it was first seen. */
  provenAt: number;
  /** The acknowledged heartbeat that was counted last, as the library dates it. */
  beatAt: number | null;
  closeCode: number | null;
  reconnects: number;
}

/** The two clocks at one moment. */
export interface Moment {
  /** Monotonic ms. */
  readonly now: number;
  /** Epoch ms. */
  readonly wall: number;
}

/** A shard judged, with how often it lost its connection. */
export interface Judged extends Verdict {
  readonly reconnects: number;
}

/** Remembers of each shard when it last proved to be alive, and how often it reconnected. */
export class ShardTracker {
  readonly #heartbeatIntervalMs: number;
  readonly #clock: () => Moment;
  readonly #memories = new Map<number, Memory>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(heartbeatIntervalMs: number, clock: () => Moment) {
    this.#heartbeatIntervalMs = heartbeatIntervalMs;
    this.#clock = clock;
  }

  /** Takes what the library tells as it happens. */
  readonly listener: ShardListener = {
    up: (id) => this.#up(this.#memory(id)),
    reconnecting: (id) => this.#down(this.#memory(id)),
    closed: (id, code) => {
      this.#memory(id).closeCode = code;
    },
  };

  /** Judges all shards as they are now. */
  judge(looks: Iterable<ShardLook>): Map<number, Judged> {
    const moment = this.#clock();
    const judged = new Map<number, Judged>();
    for (const look of looks) judged.set(look.id, this.#judge(look, moment));
    this.#lookedAt = moment.now;
    return judged;
  }

  /** Judges no shard by a time in which this process itself could not listen. */
  excuse(lastedMs: number): void {
    const { now } = this.#clock();
    for (const memory of this.#memories.values()) memory.provenAt = Math.min(memory.provenAt + lastedMs, now);
  }

  #judge(look: ShardLook, { now, wall }: Moment): Judged {
    const memory = this.#memory(look.id);
    if (look.phase === "ready" && (!memory.hasBeenUp || memory.isDown)) this.#up(memory);
    if (look.phase === "queued" && memory.hasBeenUp) this.#down(memory);
    if (look.beatAt !== null && look.beatAt !== memory.beatAt) {
      memory.beatAt = look.beatAt;
      // The answer came after the last look, whatever a wall clock that was set says.
      const beatAt = Math.max(now - Math.max(wall - look.beatAt, 0), this.#lookedAt);
      memory.provenAt = Math.max(memory.provenAt, beatAt);
    }
    const { hasBeenUp, closeCode, provenAt, reconnects } = memory;
    const facts = { phase: look.phase, hasBeenUp, closeCode, unprovenMs: now - provenAt };
    return { ...judge(facts, this.#heartbeatIntervalMs), reconnects };
  }

  #up(memory: Memory): void {
    memory.hasBeenUp = true;
    memory.isDown = false;
    memory.closeCode = null;
    memory.provenAt = this.#clock().now;
  }

  /** Counted once, however often a library tries in vain. */
  #down(memory: Memory): void {
    if (memory.isDown || !memory.hasBeenUp) return;
    memory.isDown = true;
    memory.reconnects += 1;
  }

  #memory(id: number): Memory {
    const known = this.#memories.get(id);
    if (known !== undefined) return known;
    const memory: Memory = {
      hasBeenUp: false,
      isDown: false,
      provenAt: this.#clock().now,
      beatAt: null,
      closeCode: null,
      reconnects: 0,
    };
    this.#memories.set(id, memory);
    return memory;
  }
}
