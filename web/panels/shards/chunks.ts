/**
 * Cells under one wrapper, which the browser need not lay out while it is out of view. Every number of columns
 * that the stylesheet chooses divides it, so that a wrapper ends with a full row.
 */
export const CHUNK_CELLS = 720;
