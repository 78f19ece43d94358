import { expect, test } from "vitest";
import { pathHere } from "./path-here.ts";

test.each(["/", "/servers/1?cluster=main#queue", "/a//b", "/%2F%2Fevil.example", "/@evil.example"])(
  "a path of this server is gone to: %s",
  (path) => {
    expect(pathHere(path)).toBe(path);
  },
);

test.each([
  undefined,
  "",
  "servers",
  "https://evil.example/",
  "//evil.example/x",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n//evil.example",
  "/.//evil.example",
  "/a/..//evil.example",
  "/%2e//evil.example",
  "javascript:alert(1)",
  "/auth/sign-in",
  "/x/../auth/sign-in?to=/",
  `/${"a".repeat(600)}`,
])("nothing else is: %j", (path) => {
  expect(pathHere(path)).toBe("/");
});
