/** Where each key leads; from the field above the list, down is the first row. */
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** Arrow keys go from row to row, to the same link of each; above the first is the field. */
export const onListKey = (event: KeyboardEvent): void => {
  const step = STEPS[event.key];
  const { target, currentTarget } = event;
  if (step === undefined || !(target instanceof HTMLElement) || !(currentTarget instanceof HTMLElement))
    return;
  const rows = Array.from(currentTarget.querySelectorAll<HTMLElement>(".own"));
  const row = target.closest<HTMLElement>(".own");
  const at = row === null ? -1 : rows.indexOf(row);
  const place = row === null ? 0 : Array.from<Element>(row.querySelectorAll("a")).indexOf(target);
  const links = rows[at + step]?.querySelectorAll("a");
  const next = at + step < 0 ? currentTarget.querySelector("input") : (links?.[place] ?? links?.[0]);
  if (!next) return;
  event.preventDefault();
  next.focus();
};
