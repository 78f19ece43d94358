import { expect, test } from "vitest";
import { DEFAULT_LOOK, lookCookie, parseLook } from "./look.ts";

test("a look survives its cookie", () => {
  const look = { theme: "dark", density: "compact", pulse: "off", view: "wall" } as const;
  expect(parseLook(`a=b; ${lookCookie(look).split(";")[0]}; c=d`)).toEqual(look);
});

test.each([
  "",
  "shardlight_look=",
  'shardlight_look="><img onerror=x>.compact',
  "other=dark.compact.off.wall",
])("what is not on the list is the default: %o", (cookies) => {
  expect(parseLook(cookies)).toMatchObject({ theme: DEFAULT_LOOK.theme, pulse: DEFAULT_LOOK.pulse });
});
