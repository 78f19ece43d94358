import { expect } from "vitest";
import type { ShardDetail } from "#protocol/shard-detail.ts";
import type { ShardState } from "#protocol/state.ts";

/** How many transitions the server shows of a shard. */
const SHOWN = 20;

/** By shard, the states that it goes through, in order; most words name one. */
export type Words = ReadonlyMap<number, readonly ShardState[]>;

/** One state for each of these shards. */
export const wordsOf = (shards: readonly { readonly id: number; readonly state: ShardState }[]): Words =>
  new Map(shards.map(({ id, state }) => [id, [state]]));

/** What bots know of what they said: which changes were acknowledged, and which were still under way. */
export class Ledger {
  /** By shard: every acknowledged change of state, in order. */
  readonly #changes = new Map<number, ShardState[]>();
  readonly #underWay = new Map<number, readonly ShardState[]>();
  #acknowledged = 0;

  /** Number of pushes that were acknowledged. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  state(id: number): ShardState {
    return this.#changes.get(id)?.at(-1) ?? "unknown";
  }

  /** Sends these words, and writes down whether they were acknowledged. */
  async push(words: Words, send: () => Promise<boolean>): Promise<boolean> {
    for (const [id, states] of words) this.#underWay.set(id, states);
    const isAcknowledged = await send();
    if (!isAcknowledged) return false;
    for (const [id, states] of words) this.#settle(id, states);
    this.#acknowledged += 1;
    return true;
  }

  /**
   * Compares a shard with what the server tells after its death: everything acknowledged is there, in order, and
   * what was under way is there as a whole or not at all.
   * @returns whether a change that was under way is there; undefined where none was
   */
  compare(detail: ShardDetail): boolean | undefined {
    const { id, state, transitions } = detail;
    const before = this.state(id);
    const underWay = this.#underWay.get(id) ?? [];
    const after = underWay.at(-1);
    const isThere = after === undefined || after === before ? undefined : state === after;
    const changes = [...(this.#changes.get(id) ?? []), ...(isThere === true ? underWay : [])];
    const expected = changes.toReversed().slice(0, SHOWN);
    expect({ id, state, history: transitions.map(({ to }) => to) }).toEqual({
      id,
      state: expected[0] ?? "unknown",
      history: expected,
    });
    const froms = changes.toReversed().slice(1, SHOWN + 1);
    if (changes.length <= SHOWN) froms.push("unknown");
    expect(transitions.map(({ from }) => from)).toEqual(froms.slice(0, transitions.length));
    this.#settle(id, isThere === true ? underWay : [before]);
    return isThere;
  }

  #settle(id: number, states: readonly ShardState[]): void {
    this.#underWay.delete(id);
    if (states.at(-1) === this.state(id)) return;
    this.#changes.set(id, [...(this.#changes.get(id) ?? []), ...states]);
  }
}
