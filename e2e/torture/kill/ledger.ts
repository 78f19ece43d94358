import { expect } from "vitest";
import type { ShardDetail } from "#protocol/shard-detail.ts";
import type { ShardState } from "#protocol/state.ts";

/** How many transitions the server shows of a shard. */
const SHOWN = 20;

/** What bots know of what they said: which changes were acknowledged, and which were still under way. */
export class Ledger {
  /** By shard: every acknowledged change of state, in order. */
  readonly #changes = new Map<number, ShardState[]>();
  readonly #underWay = new Map<number, ShardState>();
  #acknowledged = 0;

  /** Number of pushes that were acknowledged. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  state(id: number): ShardState {
    return this.#changes.get(id)?.at(-1) ?? "unknown";
  }

  /** Sends what says these states, and writes down whether it was acknowledged. */
  async push(states: ReadonlyMap<number, ShardState>, send: () => Promise<boolean>): Promise<boolean> {
    for (const [id, state] of states) this.#underWay.set(id, state);
    const isAcknowledged = await send();
    if (!isAcknowledged) return false;
    for (const [id, state] of states) this.#settle(id, state);
    this.#acknowledged += 1;
    return true;
  }

  /**
   * Compares a shard with what the server tells after its death: everything acknowledged is there, in order, and
   * what was under way is there or not.
   * @returns whether a change that was under way is there; undefined where none was
   */
  compare(detail: ShardDetail): boolean | undefined {
    const { id, state, transitions } = detail;
    const before = this.state(id);
    const underWay = this.#underWay.get(id);
    const isThere = underWay === undefined || underWay === before ? undefined : state === underWay;
    const changes = [...(this.#changes.get(id) ?? []), ...(isThere === true ? [underWay ?? before] : [])];
    const expected = changes.toReversed().slice(0, SHOWN);
    expect({ id, state, history: transitions.map(({ to }) => to) }).toEqual({
      id,
      state: expected[0] ?? "unknown",
      history: expected,
    });
    const froms = changes.toReversed().slice(1, SHOWN + 1);
    if (changes.length <= SHOWN) froms.push("unknown");
    expect(transitions.map(({ from }) => from)).toEqual(froms.slice(0, transitions.length));
    this.#settle(id, state);
    return isThere;
  }

  #settle(id: number, state: ShardState): void {
    this.#underWay.delete(id);
    if (state === this.state(id)) return;
    this.#changes.set(id, [...(this.#changes.get(id) ?? []), state]);
  }
}
