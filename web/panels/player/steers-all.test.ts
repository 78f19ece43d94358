import { expect, test } from "vitest";
import type { PlayerAction } from "#protocol/music.ts";
import { steersAll } from "./steers-all.ts";

test.each([
  ["who looks on", [], false],
  ["who adds and votes", ["play", "skip"], false],
  ["who asked for what plays", ["play", "skip", "pause", "resume", "seek", "remove"], false],
  ["a DJ", ["play", "skip", "pause", "resume", "volume", "move"], true],
] as const satisfies readonly (readonly [string, readonly PlayerAction[], boolean])[])(
  "%s, who may %j, steers all: %s",
  (_, may, expected) => {
    expect(steersAll(new Set<PlayerAction>(may))).toBe(expected);
  },
);
