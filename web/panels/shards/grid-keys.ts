/** Rows that PageUp and PageDown pass. */
const PAGE_ROWS = 10;

/**
 * Where a key leads in a grid of `count` cells, `columns` in a row; null for keys that lead nowhere.
 * Rows end the walk: up from the first row and down from the last stay.
 */
export const nextPosition = (
  key: string,
  position: number,
  count: number,
  columns: number,
): number | null => {
  const byRows = (rows: number): number => {
    const column = position % columns;
    const lastRow = Math.floor((count - 1) / columns);
    const row = Math.min(lastRow, Math.max(0, Math.floor(position / columns) + rows));
    return Math.min(count - 1, row * columns + column);
  };
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, position - 1);
    case "ArrowRight":
      return Math.min(count - 1, position + 1);
    case "ArrowUp":
      return byRows(-1);
    case "ArrowDown":
      return byRows(1);
    case "PageUp":
      return byRows(-PAGE_ROWS);
    case "PageDown":
      return byRows(PAGE_ROWS);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
};
