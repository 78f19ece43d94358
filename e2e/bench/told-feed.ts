import { decodeRanges } from "#protocol/ranges.ts";
import type { ShardState } from "#protocol/state.ts";
import { frameOf, gridOf, snapshotOf } from "../support/grid.ts";
import type { SseEvent } from "../support/sse.ts";

/** The one cluster that a load of viewers is measured with. */
export const CLUSTER = "main";

/** One piece of the stream as it goes over the wire, the same bytes for every viewer. */
export interface Piece {
  readonly bytes: Buffer;
  readonly event: SseEvent;
  /** Of a frame: which shards change to what. */
  readonly changes: readonly (readonly [number, ShardState])[];
  /** When the pushes were sent whose changes are in it. */
  readonly pushedAt: readonly number[];
}

interface Push {
  readonly state: ShardState;
  readonly at: number;
}

/** All that a feed has told its viewers, each piece parsed once, and what was pushed meanwhile. */
export class ToldFeed {
  readonly #frames = new Map<number, Piece>();
  readonly #snapshots = new Map<number, Map<string, SseEvent>>();
  readonly #waiting = new Map<number, Push>();
  readonly #lastState = new Map<number, ShardState>();
  #snapshot: Piece | null = null;
  #tick: Piece | null = null;
  #lastId = 0;

  /** The id of the newest frame that any viewer has. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Pushes that no viewer has seen yet. */
  get unseen(): number {
    return this.#waiting.size;
  }

  /** The pieces that may come next to a viewer that has the frame `id`. */
  next(id: number): readonly [Piece | undefined, Piece | null, Piece | null] {
    return [this.#frames.get(id + 1), this.#tick, id === 0 ? this.#snapshot : null];
  }

  /** These shards are about to be pushed; not again before that was seen. */
  push(shardIds: readonly number[], state: ShardState): void {
    const push: Push = { state, at: performance.now() };
    for (const id of shardIds) {
      this.#waiting.set(id, push);
      this.#lastState.set(id, state);
    }
  }

  /**
   * Takes in a piece that came to a viewer.
   * @throws Error where another viewer was told something else with the same id
   */
  learn(bytes: Buffer, event: SseEvent): Piece {
    if (event.event === "frame") return this.#learnFrame(bytes, event);
    const piece: Piece = { bytes, event, changes: [], pushedAt: [] };
    if (event.id === null) {
      this.#tick = piece;
      return piece;
    }
    this.#snapshot = piece;
    const same = this.#snapshots.get(event.id) ?? new Map<string, SseEvent>();
    this.#snapshots.set(event.id, same.set(event.data, event));
    return piece;
  }

  #learnFrame(bytes: Buffer, event: SseEvent): Piece {
    const id = event.id ?? 0;
    const known = this.#frames.get(id);
    if (known !== undefined) {
      if (!known.bytes.equals(bytes)) throw new Error(`frame ${id} is not the same for all viewers`);
      return known;
    }
    const changes = changesOf(event);
    const piece: Piece = { bytes, event, changes, pushedAt: this.#seen(changes) };
    this.#frames.set(id, piece);
    this.#lastId = Math.max(this.#lastId, id);
    return piece;
  }

  /**
   * Folds every snapshot that was sent with the frames after it.
   * @throws Error where one of them does not end in the states that were pushed, the others in `base`
   */
  verify(base: ShardState): void {
    for (const [id, same] of this.#snapshots) {
      const grids = [...same.values()].map((snapshot) => [...(gridOf(snapshotOf(snapshot))[CLUSTER] ?? [])]);
      for (let next = id + 1; next <= this.#lastId; next += 1) {
        const frame = this.#frames.get(next);
        if (frame === undefined) throw new Error(`no viewer was told frame ${next}`);
        for (const [shardId, state] of frame.changes) for (const grid of grids) grid[shardId] = state;
      }
      for (const grid of grids) this.#compare(grid, base);
    }
  }

  #compare(states: readonly ShardState[], base: ShardState): void {
    for (const [shardId, state] of states.entries()) {
      const pushed = this.#lastState.get(shardId) ?? base;
      if (state !== pushed)
        throw new Error(`shard ${shardId} is ${state} to a viewer, and ${pushed} in truth`);
    }
  }

  #seen(changes: Piece["changes"]): readonly number[] {
    const pushedAt = new Set<number>();
    for (const [shardId, state] of changes) {
      const push = this.#waiting.get(shardId);
      if (push?.state !== state) continue;
      this.#waiting.delete(shardId);
      pushedAt.add(push.at);
    }
    return [...pushedAt];
  }
}

const changesOf = (event: SseEvent): Piece["changes"] =>
  Object.entries(frameOf(event).clusters[CLUSTER]?.changes ?? {}).flatMap(([state, ranges]) =>
    Array.from(decodeRanges(ranges), (id) => [id, state as ShardState] as const),
  );
