import { expect } from "vitest";
import type { NodeDetail, StaffNode } from "#protocol/audio-view.ts";

/** What somebody made of a node: whatever was answered is that, or more. */
export interface Fate {
  readonly note: string | null;
  /** `living`: in whichever state looks at it bring about. */
  readonly state: "living" | "draining" | "retired" | "gone";
}

export const NEW: Fate = { note: null, state: "living" };

const stateOf = ({ state }: StaffNode): Fate["state"] =>
  state === "draining" || state === "retired" ? state : "living";

/** What those who announce and steer audio nodes know: what was answered, and what was still under way. */
export class NodeLedger {
  readonly #fates = new Map<string, Fate>();
  readonly #underWay = new Map<string, Fate>();
  #answered = 0;

  /** Number of words that were answered with success. */
  get answered(): number {
    return this.#answered;
  }

  /** Does something to the node of this name, and writes down whether it was answered. */
  async say(name: string, fate: Fate, send: () => Promise<boolean>): Promise<void> {
    this.#underWay.set(name, fate);
    if (!(await send())) return;
    this.#fates.set(name, fate);
    this.#underWay.delete(name);
    this.#answered += 1;
  }

  /** Compares all nodes with what the server tells after its death: what was under way is there as a whole or not at all. */
  compare(nodes: readonly StaffNode[]): void {
    const found = new Map<string, Fate>(
      nodes.map((node) => [node.name, { note: node.note, state: stateOf(node) }]),
    );
    const names = new Set([...this.#fates.keys(), ...this.#underWay.keys(), ...found.keys()]);
    for (const name of names) {
      const fates = [this.#fates.get(name), this.#underWay.get(name)].filter((fate) => fate !== undefined);
      const is: Fate = found.get(name) ?? { note: fates[0]?.note ?? null, state: "gone" };
      // What was never answered need not be there.
      const mayBeMissing = !this.#fates.has(name);
      const fits = fates.some(
        (fate) => fate.state === is.state && (is.state === "gone" || fate.note === is.note),
      );
      expect(
        { name, is, fits: fits || (mayBeMissing && is.state === "gone") },
        JSON.stringify(fates),
      ).toMatchObject({
        fits: true,
      });
      this.#fates.set(name, is);
    }
    this.#underWay.clear();
  }
}

/** Expects the history to end in the state that the node is in, each step where the one before it ended. */
export const expectWholeHistory = ({ node, history = [] }: NodeDetail): void => {
  expect(history[0]?.to).toBe(node.state);
  for (const [place, { from }] of history.entries()) expect(from).toBe(history[place + 1]?.to ?? null);
};
