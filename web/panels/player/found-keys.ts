/** Moves the focus among the input and the buttons of what was found: up and down by rows, right and left within one. */
export const moveFound = (root: HTMLElement, { key, target }: KeyboardEvent): boolean => {
  const input = root.querySelector<HTMLElement>("input");
  const rows = Array.from(root.querySelectorAll<HTMLElement>(".found-row"), (row) =>
    Array.from(row.querySelectorAll<HTMLElement>("button")),
  );
  if (!(target instanceof HTMLElement) || input === null) return false;
  const row = rows.findIndex((buttons) => buttons.includes(target));
  const column = rows[row]?.indexOf(target) ?? 0;
  const to = {
    ArrowDown: rows[row + 1]?.[column] ?? rows[row + 1]?.[0],
    ArrowUp: row > 0 ? (rows[row - 1]?.[column] ?? rows[row - 1]?.[0]) : row === 0 ? input : undefined,
    ArrowRight: row >= 0 ? rows[row]?.[column + 1] : undefined,
    ArrowLeft: row >= 0 ? rows[row]?.[column - 1] : undefined,
  }[key];
  to?.focus();
  return to !== undefined;
};
