import { expect, test } from "vitest";
import { fragmentOfGuild, guildOfFragment } from "./guild-fragment.ts";

test.each([
  ["#guild=81384788765712384", "81384788765712384"],
  ["#guild=", null],
  ["#guild=12a", null],
  ["#clusters", null],
  ["", null],
])("%o names the guild %o", (fragment, guild) => {
  expect(guildOfFragment(fragment)).toBe(guild);
});

test("a guild's fragment names it again", () => {
  expect(guildOfFragment(fragmentOfGuild(1_000_000_000_000_000_001n))).toBe("1000000000000000001");
});
