import { expect, test } from "vitest";
import { discordIconAddress } from "./discord-icon.ts";

test.each([
  [
    "a_0123456789abcdef",
    "https://cdn.discordapp.com/icons/81384788765712384/a_0123456789abcdef.webp?size=128",
  ],
  [null, null],
  ["", null],
  ["../../../elsewhere", null],
  ["x?y", null],
])("the icon %s is at %s", (hash, address) =>
  expect(discordIconAddress("81384788765712384", hash)).toBe(address),
);
