import type { Look } from "#web/panels/look/look.ts";

/** Clusters of more shards than this are shown compact unless the reader chose otherwise. */
const MANY_SHARDS = 1_500;

/** Clusters of more shards than this need wider cells for their numbers. */
export const WIDE_NUMBERS = 1_000;

/** Whether cells are too small for numbers. On a wall the size of the screen decides instead. */
export const isTiny = ({ density, view }: Look, shardCount: number): boolean =>
  view === "page" && (density === "compact" || (density === "auto" && shardCount > MANY_SHARDS));
