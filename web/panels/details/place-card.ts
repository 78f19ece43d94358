/** A box in the viewport, px. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Width and height, px. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Between card and cell, and between card and the viewport's edge, px. */
const GAP = 8;

/** Where a card stands: below its cell where there is room, else above, and never out of the viewport. */
export const placeCard = (cell: Box, card: Size, viewport: Size): { left: number; top: number } => {
  const within = (at: number, size: number, room: number): number =>
    Math.max(GAP, Math.min(at, room - size - GAP));
  const below = cell.bottom + GAP;
  const above = cell.top - GAP - card.height;
  const top = below + card.height + GAP <= viewport.height || above < GAP ? below : above;
  const middle = (cell.left + cell.right - card.width) / 2;
  return {
    left: within(middle, card.width, viewport.width),
    top: within(top, card.height, viewport.height),
  };
};
