import { expect, test } from "vitest";
import { readConfig } from "../config.ts";

const SECRET = "a-secret-of-24-characters";

test("a webhook has an address, a secret, and no private network unless allowed", () => {
  expect(readConfig({}).webhook).toBeNull();
  const given = { WEBHOOK_URL: " https://provisioner.example/hook?key=1 ", WEBHOOK_SECRET: SECRET };
  expect(readConfig(given).webhook).toEqual({
    url: "https://provisioner.example/hook?key=1",
    secret: SECRET,
    allow: [],
  });
});

test("loopback among the allowed networks stands for the networks of this machine", () => {
  const given = { WEBHOOK_URL: "http://127.0.0.1:9/x", WEBHOOK_SECRET: SECRET };
  expect(readConfig({ ...given, WEBHOOK_ALLOW: "loopback, 10.0.0.0/8,fd00::/8" }).webhook?.allow).toEqual([
    "127.0.0.0/8",
    "::1",
    "10.0.0.0/8",
    "fd00::/8",
  ]);
});

const OFF = "https://h.example";

test.each([
  ["an address that is none", { WEBHOOK_URL: "s3cret", WEBHOOK_SECRET: SECRET }, "WEBHOOK_URL"],
  ["another protocol", { WEBHOOK_URL: "ftp://s3cret.example/", WEBHOOK_SECRET: SECRET }, "WEBHOOK_URL"],
  ["a user", { WEBHOOK_URL: "https://s3cret@h.example/", WEBHOOK_SECRET: SECRET }, "WEBHOOK_URL"],
  ["a password", { WEBHOOK_URL: "https://:s3cret@h.example/", WEBHOOK_SECRET: SECRET }, "WEBHOOK_URL"],
  ["no secret", { WEBHOOK_URL: `${OFF}/s3cret` }, "WEBHOOK_SECRET"],
  ["a short secret", { WEBHOOK_URL: OFF, WEBHOOK_SECRET: `s3cret${"x".repeat(17)}` }, "WEBHOOK_SECRET"],
  ["a secret with spaces", { WEBHOOK_URL: OFF, WEBHOOK_SECRET: `s3cret ${SECRET}` }, "WEBHOOK_SECRET"],
  ["a secret beyond ASCII", { WEBHOOK_URL: OFF, WEBHOOK_SECRET: `s3crét${SECRET}` }, "WEBHOOK_SECRET"],
  [
    "no network",
    { WEBHOOK_URL: OFF, WEBHOOK_SECRET: SECRET, WEBHOOK_ALLOW: "provisioner.example" },
    "WEBHOOK_ALLOW",
  ],
])("%s is refused, and not repeated", (_, given, name) => {
  expect(() => readConfig(given)).toThrow(new RegExp(`^${name}: `));
  expect(() => readConfig(given)).not.toThrow(/s3cr|provisioner/);
});

test("a secret that is missing is told together with faults of other settings", () => {
  expect(() => readConfig({ PORT: "x", WEBHOOK_URL: OFF })).toThrow(/PORT: .*WEBHOOK_SECRET: needed/);
});
