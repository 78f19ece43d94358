import type { Clock } from "../clock.ts";
import type { NodeBook } from "./book.ts";
import { isMissed, isSpent, mayBeDrained } from "./exhaustion.ts";
import type { AudioSettings } from "./settings.ts";
import type { NodeReader } from "./views.ts";

export interface PolicyParts {
  readonly book: NodeBook;
  readonly reader: NodeReader;
  readonly settings: AudioSettings;
  readonly clock: Clock;
}

/**
 * Does by itself what each pool's policy says: drains what is of no more use, and takes back what is missed. One node
 * of a pool at a time, so that what moves away finds the others as they are.
 */
export const followPolicies = ({ book, reader, settings, clock }: PolicyParts): void => {
  for (const [pool, policy] of settings.pools) {
    const nodes = [...book.all()].filter((node) => node.pool === pool);
    const missed = nodes.find((node) => isMissed(node, nodes) && reader.now(node).standing.answers === true);
    if (missed !== undefined) {
      const reason = "no other node of its pool is in use";
      book.move(missed, { to: "active", cause: "recovery", reason });
      continue;
    }
    if (policy === "watch") continue;
    const spent = nodes.find(
      (node) => mayBeDrained(node, nodes) && isSpent(node, book.presence(node.id), settings, clock),
    );
    if (spent === undefined) continue;
    const deadlineAt = clock.wall() + settings.drainDeadlineMs;
    const reason = `${settings.essentialSources.join(", ")} refuses its addresses`;
    const drain = { deadlineAt, end: policy === "retire" ? "retire" : "hold" } as const;
    book.move(spent, { to: "draining", cause: "limited", reason, drain });
  }
};
