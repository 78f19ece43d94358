import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import {
  hashOf,
  isMadeFor,
  isUsable,
  lockOf,
  makeTokenId,
  makeTokenText,
  nextEndAt,
  parseSpan,
  secretIn,
  type Token,
  tokenIdIn,
} from "./token.ts";

const NOW = 1_763_688_000_000;
const id = makeTokenId(randomBytes);
const text = makeTokenText(id, randomBytes);
const token = (more: Partial<Token> = {}): Token => ({
  id,
  label: null,
  scopes: ["report"],
  clusters: ["main"],
  pools: [],
  createdAt: NOW,
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  secrets: [{ hash: hashOf(text), untilAt: null }],
  ...more,
});

test("a token's text holds its id and 200 random bits, and no two are the same", () => {
  expect(text).toMatch(/^slt_[0-9a-z]{12}_[0-9a-z]{40}$/);
  expect(tokenIdIn(text)).toBe(id);
  expect(new Set(Array.from({ length: 1_000 }, () => makeTokenText(id, randomBytes))).size).toBe(1_000);
});

test.each(["", "slt_", `${text} `, `${text}0`, text.toUpperCase(), text.slice(0, -1), `x${text}`, "slt_a_b"])(
  "%j has not a token's shape",
  (wrong) => {
    expect(tokenIdIn(wrong)).toBeNull();
  },
);

test("only its own text opens a lock, and none opens one that is not there", () => {
  const other = makeTokenText(id, randomBytes);
  const lock = lockOf(
    token({
      secrets: [
        { hash: hashOf(other), untilAt: NOW },
        { hash: hashOf(text), untilAt: null },
      ],
    }),
  );
  expect(secretIn(lock, text)?.untilAt).toBeNull();
  expect(secretIn(lock, other)?.untilAt).toBe(NOW);
  expect(secretIn(lock, makeTokenText(id, randomBytes))).toBeNull();
  expect(secretIn(undefined, text)).toBeNull();
});

test.each<[string, Partial<Token>, boolean]>([
  ["a new one", {}, true],
  ["a moment before its end", { expiresAt: NOW + 1 }, true],
  ["at its end", { expiresAt: NOW }, false],
  ["revoked", { revokedAt: NOW - 1 }, false],
  ["without a secret", { secrets: [] }, false],
  ["with an ended secret alone", { secrets: [{ hash: hashOf(text), untilAt: NOW }] }, false],
])("usable: %s", (_, more, expected) => {
  expect(isUsable(token(more), NOW)).toBe(expected);
});

test("a token is for its scopes, in its clusters", () => {
  expect(isMadeFor(token(), "report", "main")).toBe(true);
  expect(isMadeFor(token(), "report")).toBe(true);
  expect(isMadeFor(token(), "report", "other")).toBe(false);
  expect(isMadeFor(token(), "read", "main")).toBe(false);
  expect(isMadeFor(token({ clusters: null }), "report", "any")).toBe(true);
  expect(isMadeFor(token({ clusters: [] }), "report", "main")).toBe(false);
});

test("the next end is the earliest that is yet to come", () => {
  const secrets = [
    { hash: hashOf("a"), untilAt: NOW + 5 },
    { hash: hashOf("b"), untilAt: NOW },
  ];
  expect(nextEndAt([token({ expiresAt: NOW + 9 }), token({ secrets })], NOW)).toBe(NOW + 5);
  expect(nextEndAt([token()], NOW)).toBe(Number.POSITIVE_INFINITY);
});

test.each([
  ["90d", 7_776_000_000],
  ["1h", 3_600_000],
  ["0s", 0],
  ["2w", 1_209_600_000],
  ["11000d", null],
  ["90", null],
  ["-1h", null],
  ["1.5h", null],
  ["1y", null],
  ["9".repeat(100_000), null],
])("the span %.20s is %s ms", (span, ms) => {
  expect(parseSpan(span)).toBe(ms);
});
