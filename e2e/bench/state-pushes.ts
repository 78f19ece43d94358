import type { ShardState } from "#protocol/state.ts";
import { keepAlive, post } from "../support/http.ts";
import { elapsed } from "../support/until.ts";
import { CLUSTER, type ToldFeed } from "./told-feed.ts";

/** Transitions a second, of all shards together. */
const PER_SECOND = 20;
const STEP = 7;
/** With the numbers of Glance. */
const TURNS: readonly (readonly [number, ShardState])[] = [
  [6, "resuming"],
  [4, "starting"],
  [3, "online"],
];

/** Pushes one change of a shard's state after the other, evenly, each to a shard that was left alone the longest. */
export class StatePushes {
  readonly #url: string;
  readonly #shardCount: number;
  readonly #told: ToldFeed;
  readonly #agent = keepAlive();
  #pushed = 0;

  constructor(parts: { readonly url: string; readonly shardCount: number; readonly told: ToldFeed }) {
    this.#url = parts.url;
    this.#shardCount = parts.shardCount;
    this.#told = parts.told;
  }

  /** Pushes until `isDone`; the result says how long each answer took, in ms. */
  async during(isDone: () => boolean): Promise<readonly number[]> {
    const answers: Promise<number>[] = [];
    const startedAt = performance.now();
    for (let step = 0; !isDone(); step += 1) {
      const waitMs = startedAt + (step * 1_000) / PER_SECOND - performance.now();
      if (waitMs > 0) await elapsed(waitMs);
      answers.push(this.#push());
    }
    return Promise.all(answers);
  }

  /** Pushes for so long. */
  lasting(durationMs: number): Promise<readonly number[]> {
    const endAt = performance.now() + durationMs;
    return this.during(() => performance.now() >= endAt);
  }

  close(): void {
    this.#agent.destroy();
  }

  async #push(): Promise<number> {
    // A step that shares no divisor with the number of shards comes to each of them in turn.
    const shardId = (this.#pushed * STEP) % this.#shardCount;
    const turn = Math.floor(this.#pushed / this.#shardCount) % TURNS.length;
    const [number, state] = TURNS[turn] ?? [6, "resuming"];
    this.#pushed += 1;
    const startedAt = performance.now();
    this.#told.push([shardId], state);
    const { status } = await post(this.#url, `/api/status/${CLUSTER}/${shardId}/${number}`, {
      agent: this.#agent,
    });
    if (status !== 204) throw new Error(`a push was answered ${status}`);
    return performance.now() - startedAt;
  }
}
