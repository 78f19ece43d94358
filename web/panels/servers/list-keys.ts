const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** Arrow keys go from row to row, to the same link of each. @param above takes who goes up from the first */
export const stepInList = (list: HTMLElement, event: KeyboardEvent, above: () => void): void => {
  const step = STEPS[event.key];
  const { target } = event;
  if (step === undefined || !(target instanceof Element)) return;
  const rows = Array.from(list.querySelectorAll(".own"));
  const row = target.closest(".own");
  if (row === null) return;
  event.preventDefault();
  const at = rows.indexOf(row) + step;
  if (at < 0) {
    above();
    return;
  }
  const place = Array.from<Element>(row.querySelectorAll("a")).indexOf(target);
  const links = rows[at]?.querySelectorAll("a");
  (links?.[place] ?? links?.[0])?.focus();
};
