import { expect, test } from "vitest";
import { sleeveOf } from "./sleeve.ts";

test("a track has the same sleeve each time, and another one than its neighbour", () => {
  expect(sleeveOf("Northern Lights", "Aurora")).toEqual(sleeveOf("Northern Lights", "Aurora"));
  expect(sleeveOf("Northern Lights", "Aurora")).not.toEqual(sleeveOf("Northern Light", "Aurora"));
});

test("a sleeve is made of numbers alone, whatever the title", () => {
  const { tiles } = sleeveOf('"><script>alert(1)</script>', "");
  expect(tiles).toHaveLength(16);
  for (const { path } of tiles) expect(path).toMatch(/^M\d+ \d+H\d+A24 24 0 0 [01] \d+ \d+Z$/);
});
