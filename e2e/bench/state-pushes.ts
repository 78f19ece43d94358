import { Agent } from "node:http";
import type { ShardState } from "#protocol/state.ts";
import { ask, post } from "../support/http.ts";
import { elapsed } from "../support/until.ts";
import { CLUSTER, type ToldFeed } from "./told-feed.ts";

/** Transitions a second, of all shards together. */
const PER_SECOND = 20;
const STEP = 7;
const CONNECTIONS = 8;
/** With the numbers of Glance. */
const TURNS: readonly (readonly [number, ShardState])[] = [
  [6, "resuming"],
  [4, "starting"],
  [3, "online"],
];

/** Pushes one change of a shard's state after the other, evenly, each to a shard that was left alone the longest. */
export class StatePushes {
  readonly #url: string;
  readonly #shardIds: readonly number[];
  readonly #told: ToldFeed;
  /** Each connection is used in turn, so that none is idle for so long that it is closed. */
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, scheduling: "fifo" });
  #pushed = 0;

  constructor(parts: {
    readonly url: string;
    readonly shardIds: readonly number[];
    readonly told: ToldFeed;
  }) {
    this.#url = parts.url;
    this.#shardIds = parts.shardIds;
    this.#told = parts.told;
  }

  /** Opens all its connections. */
  async connect(): Promise<void> {
    const agent = this.#agent;
    await Promise.all(Array.from({ length: CONNECTIONS }, () => ask(this.#url, "/healthz", { agent })));
  }

  /** Pushes until `isDone`; the result says how long each answer took, in ms. */
  async during(isDone: () => boolean): Promise<readonly number[]> {
    const answers: Promise<number>[] = [];
    const startedAt = performance.now();
    for (let step = 0; !isDone(); step += 1) {
      const waitMs = startedAt + (step * 1_000) / PER_SECOND - performance.now();
      if (waitMs > 0) await elapsed(waitMs);
      const answer = this.#push();
      // One that fails is told when all are gathered.
      answer.catch(() => {});
      answers.push(answer);
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
    // A step that shares no divisor with their number comes to each of them in turn.
    const shardId = this.#shardIds[(this.#pushed * STEP) % this.#shardIds.length] ?? 0;
    const turn = Math.floor(this.#pushed / this.#shardIds.length) % TURNS.length;
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
