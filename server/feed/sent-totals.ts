import type { ClusterTotals } from "#protocol/feed.ts";

/** Knows which totals viewers were told, so that only others are told. */
export class SentTotals {
  readonly #totalsOf: (cluster: string) => ClusterTotals;
  readonly #sent = new Map<string, string>();

  /** @param totalsOf the totals of a cluster as they are now */
  constructor(totalsOf: (cluster: string) => ClusterTotals) {
    this.#totalsOf = totalsOf;
  }

  /** Totals that viewers do not know yet, and those of `always`. */
  changed(clusters: Iterable<string>, always?: ReadonlySet<string>): Map<string, ClusterTotals> {
    const changed = new Map<string, ClusterTotals>();
    for (const cluster of clusters) {
      const totals = this.#totalsOf(cluster);
      const isKnown = this.#sent.get(cluster) === JSON.stringify(totals);
      if (!isKnown || always?.has(cluster)) changed.set(cluster, totals);
    }
    return changed;
  }

  /** Viewers know these now. */
  note(totals: ReadonlyMap<string, ClusterTotals>): void {
    for (const [cluster, its] of totals) this.#sent.set(cluster, JSON.stringify(its));
  }
}
