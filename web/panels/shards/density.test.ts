import { expect, test } from "vitest";
import { DEFAULT_LOOK } from "#web/panels/look/look.ts";
import { isTiny } from "./density.ts";

test.each([
  [{}, 1_500, false],
  [{}, 1_501, true],
  [{ density: "comfortable" }, 16_384, false],
  [{ density: "compact" }, 6, true],
  [{ view: "wall" }, 14_400, false],
  [{ view: "wall" }, 14_401, true],
  [{ view: "wall", density: "comfortable" }, 16_384, true],
  [{ view: "wall", density: "compact" }, 60, false],
] as const)("cells of %o at %i shards are tiny from the first: %s", (look, shardCount, expected) => {
  expect(isTiny({ ...DEFAULT_LOOK, ...look }, shardCount)).toBe(expected);
});
