import { scrollBehavior } from "#web/ui/scroll.ts";

/**
 * Brings a cell into view. Says whether the answer above stays in view with it; where the two lie too far apart,
 * the cell goes to the middle of the screen and the answer out of sight.
 */
export const showCell = (cell: HTMLElement, answer: HTMLElement | null): boolean => {
  const { top, bottom } = cell.getBoundingClientRect();
  const answerTop = answer?.getBoundingClientRect().top ?? top;
  const isTogether = bottom - answerTop < innerHeight * 0.9;
  cell.scrollIntoView({ block: isTogether ? "nearest" : "center", behavior: scrollBehavior() });
  return isTogether || (top >= 0 && bottom <= innerHeight && answerTop >= 0);
};
