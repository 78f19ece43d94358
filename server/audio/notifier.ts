import type { Clock, EpochMs } from "../clock.ts";
import type { NodeBook, NodeChange } from "./book.ts";
import type { AudioNode } from "./node.ts";
import type { AudioSettings } from "./settings.ts";
import { healthOf, recordOf } from "./source-health.ts";

/** What a webhook is told of. */
export type NodeEventName = "node.announced" | "node.limited" | "node.retired";

/** Hands an event over to be delivered. */
export type Send = (event: NodeEventName, at: EpochMs, data: object) => void;

/** Tells whoever provisions machines what becomes of nodes. */
export const notifyOf = (parts: {
  readonly book: NodeBook;
  readonly settings: AudioSettings;
  readonly clock: Clock;
  readonly send: Send;
}): void => {
  const { book, settings, clock, send } = parts;
  const limitedOf = (node: AudioNode | null): string[] =>
    settings.essentialSources.filter((source) => {
      const record = node && recordOf(node.sources, source);
      return record !== null && healthOf(record) === "limited";
    });
  book.onChange(({ before, after, isRestored }: NodeChange) => {
    if (isRestored) return;
    const at = clock.wall();
    if (before === null && after !== null) send("node.announced", at, dataOf(after));
    if (after === null) {
      if (before !== null && before.state !== "retired")
        send("node.retired", at, { ...dataOf(before), state: "retired" });
      return;
    }
    const limited = limitedOf(after);
    const wasLimited = limitedOf(before).length > 0;
    if (limited.length > 0 && !wasLimited) send("node.limited", at, { ...dataOf(after), limited });
    // What gave its address to another name has no machine of its own that could go.
    const hasMachine = after.cause !== "announce";
    if (after.state === "retired" && before !== null && before.state !== "retired" && hasMachine)
      send("node.retired", at, dataOf(after));
  });
};

const dataOf = ({ id, pool, name, label, region, address, state, cause, reason }: AudioNode) => ({
  id,
  pool,
  name,
  label,
  region,
  address,
  state,
  cause,
  reason,
});
