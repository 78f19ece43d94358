/**
 * Cells under one wrapper, which the browser need not lay out while it is out of view. Every number of columns
 * that the stylesheet chooses divides it, so that a wrapper ends with a full row.
 */
export const CHUNK_CELLS = 720;

/** Clusters of more shards than this are shown compact unless the reader chose otherwise. */
export const MANY_SHARDS = 1_500;

/** Clusters whose numbers need wider cells. */
export const WIDE_NUMBERS = 1_000;
