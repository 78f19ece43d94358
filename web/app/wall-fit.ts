/** What a wall screen must hold. */
export interface Wall {
  readonly widthPx: number;
  /** What the sentence and the headings leave of the screen. */
  readonly heightPx: number;
  /** Shards of each cluster. */
  readonly shardCounts: readonly number[];
}

/** From one cell to the next, px. */
const LARGEST_PITCH_PX = 96;
const SMALLEST_PITCH_PX = 9;

/** The fewest columns, so the largest square cells, with which all clusters fit the screen without scrolling. */
export const wallColumns = ({ widthPx, heightPx, shardCounts }: Wall): number => {
  const most = Math.max(1, Math.floor(widthPx / SMALLEST_PITCH_PX));
  for (let columns = Math.max(1, Math.ceil(widthPx / LARGEST_PITCH_PX)); columns < most; columns += 1) {
    const rows = shardCounts.reduce((sum, count) => sum + Math.ceil(count / columns), 0);
    if (rows * (widthPx / columns) <= heightPx) return columns;
  }
  return most;
};
