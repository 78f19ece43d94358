import type { Look } from "#web/panels/look/look.ts";

/** Clusters of more shards than this are shown compact unless the reader chose otherwise. */
const MANY_SHARDS = 1_500;

/** More than this with numbers fit no screen of 3,840 by 2,160 pixels: there the wall is drawn tiny from the first. */
const MOST_NUMBERS_ON_A_WALL = 14_400;

/** Clusters of more shards than this need wider cells for their numbers. */
export const WIDE_NUMBERS = 1_000;

/** Whether cells are too small for numbers; on a wall only a first guess, for the size of the screen decides. */
export const isTiny = ({ density, view }: Look, shardCount: number): boolean => {
  if (view === "wall") return shardCount > MOST_NUMBERS_ON_A_WALL;
  return density === "compact" || (density === "auto" && shardCount > MANY_SHARDS);
};
