import { expect, test } from "vitest";
import { leaksIn } from "./secrets.ts";

const SECRETS = { "a password": "b2f7c1d0-5a0e-4c1b-9f51-0f6f2f1f7f11", "a key": "ab+/cdEFgh12ab+/cdEFgh12" };
const { "a password": PASSWORD, "a key": KEY } = SECRETS;

test.each([
  ["as it is", `{"password":"${PASSWORD}"}`],
  ["in hex", Buffer.from(`>${PASSWORD}<`).toString("hex")],
  ["in base64", Buffer.from(`user:${PASSWORD}`).toString("base64")],
  ["in base64 that begins one byte later", Buffer.from(`users:${PASSWORD}`).toString("base64")],
  ["in base64 that begins two bytes later", Buffer.from(`a user:${PASSWORD}`).toString("base64")],
  ["in base64 for URLs", Buffer.from(`~${PASSWORD}?`).toString("base64url")],
])("a secret is found %s", (_, text) => {
  const sayings = [
    { where: "the log", text },
    { where: "the page", text: "all is well" },
  ];
  expect(leaksIn(sayings, SECRETS)).toEqual([{ where: "the log", secret: "a password" }]);
});

test("one with signs of its own is found in a URL, and in bytes", () => {
  const sayings = [
    { where: "a request", text: `GET /?key=${encodeURIComponent(KEY)}` },
    { where: "the database", text: Buffer.from(`\u0000${KEY}\u0001`).toString("latin1") },
  ];
  expect(leaksIn(sayings, SECRETS)).toEqual([
    { where: "a request", secret: "a key" },
    { where: "the database", secret: "a key" },
  ]);
});

test("what is too short to be told from chance is not looked for", () => {
  expect(() => leaksIn([], { pin: "1234" })).toThrow("pin is too short");
});
