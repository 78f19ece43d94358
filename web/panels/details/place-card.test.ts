import { expect, test } from "vitest";
import { placeCard } from "./place-card.ts";

const CARD = { width: 300, height: 200 };
const VIEWPORT = { width: 1_000, height: 800 };
const cell = (left: number, top: number) => ({ left, top, right: left + 26, bottom: top + 26 });

test.each([
  ["below its cell", cell(500, 100), { left: 363, top: 134 }],
  ["above where there is no room below", cell(500, 700), { left: 363, top: 492 }],
  ["within the left edge", cell(0, 100), { left: 8, top: 134 }],
  ["within the right edge", cell(974, 100), { left: 692, top: 134 }],
])("stands %s", (_where, its, place) => {
  expect(placeCard(its, CARD, VIEWPORT)).toEqual(place);
});

test("stays in a viewport that is too low for it beside its cell", () => {
  expect(placeCard(cell(500, 100), CARD, { width: 1_000, height: 250 }).top).toBe(42);
});
