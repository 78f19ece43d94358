import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CommandError } from "./command.ts";
import { loadTokens } from "./store.ts";
import { createTokenRoom, idOf } from "./test-tokens.ts";

let room: ReturnType<typeof createTokenRoom>;
beforeEach(() => {
  room = createTokenRoom();
});
afterEach(() => room.close());

const MADE = ["create", "--scope", "report", "--cluster", "main"];

test("a token is made, and its text alone is on standard output", () => {
  const { out, remarks } = room.token(...MADE, "--expires", "90d", "--label", "host 3");
  expect(out).toMatch(/^slt_[0-9a-z]{12}_[0-9a-z]{40}$/);
  expect(remarks.join()).toContain("report in cluster main, expires 2026-02-19");
  expect(remarks.join()).not.toContain(out);
});

test("the list shows what a token is for, and nothing of its secret", () => {
  const { out } = room.token(...MADE, "--scope", "read,ops", "--pool", "eu,main", "--label", "host 3");
  room.token("create", "--scope", "read", "--all-clusters");
  const list = room.token("list").out;
  expect(list).toMatch(
    new RegExp(`^${idOf(out)}  host 3  report,read,ops  main +eu,main .* never +never +good$`, "m"),
  );
  expect(list).toMatch(/read +\(all\) +- /);
  expect(list).not.toContain(out.slice(17));
});

test.each([
  ["--scope nodes --pool main", "nodes in pool main"],
  ["--scope announce,ops --pool main --pool eu", "ops, announce in pools main, eu"],
  ["--scope ops --all-pools", "ops in all pools"],
  ["--scope control,ops --all-pools --cluster main", "ops, control in cluster main and all pools"],
  ["--scope read --all-clusters", "read in all clusters"],
])("%s makes a token for the places that its scopes have, and for no other", (words, told) => {
  expect(room.token("create", ...words.split(" ")).remarks[0]).toContain(`: ${told}, does not expire`);
  const [token] = loadTokens(room.db).tokens;
  expect(token?.clusters).toEqual(
    words.includes("--all-clusters") ? null : words.includes("--cluster") ? ["main"] : [],
  );
  const pools = [...words.matchAll(/--pool (\w+)/g)].map(([, name]) => name);
  expect(token?.pools).toEqual(words.includes("--all-pools") ? null : pools);
});

test("no secret is in the database's files, whatever was done", () => {
  const texts = [room.token(...MADE).out];
  texts.push(room.token("rotate", idOf(texts[0] ?? "")).out);
  room.token("revoke", idOf(texts[0] ?? ""));
  const files = [room.path, `${room.path}-wal`].map((file) => readFileSync(file, "latin1")).join();
  expect(files).toContain(idOf(texts[0] ?? ""));
  for (const text of texts) expect(files).not.toContain(text.slice(17));
});

test("a rotation gives the same token a new secret and tells until when the old one is good", () => {
  const { out } = room.token(...MADE);
  const rotated = room.token("rotate", idOf(out), "--overlap", "2h");
  expect(idOf(rotated.out)).toBe(idOf(out));
  expect(rotated.out).not.toBe(out);
  expect(rotated.remarks.join()).toContain("good until 2025-11-21 03:20:00Z");
  expect(room.token("list").out).toContain("good, old secret until 2025-11-21 03:20:00Z");
});

test("a fifth good secret is refused without a change, and 0s ends them all", () => {
  const id = idOf(room.token(...MADE).out);
  for (let i = 0; i < 3; i += 1) room.token("rotate", id, "--overlap", "1d");
  const before = room.token("list").out;
  expect(() => room.token("rotate", id, "--overlap", "1m")).toThrow(/4 good secrets already/);
  expect(room.token("list").out).toBe(before);
  room.token("rotate", id, "--overlap", "0s");
  expect(room.token("list").out).toMatch(/ good$/m);
});

test("a revoked or expired token stays so", () => {
  const revoked = idOf(room.token(...MADE).out);
  room.token("revoke", revoked);
  expect(room.token("revoke", revoked).remarks.join()).toContain("was revoked");
  expect(() => room.token("rotate", revoked)).toThrow(/is revoked; create a new token/);
  const expired = idOf(room.token(...MADE, "--expires", "1h").out);
  room.clock.advance(3_600_000);
  expect(() => room.token("rotate", expired)).toThrow(/is expired/);
  expect(room.token("list").out).toMatch(/ expired$/m);
});

test.each([
  ["nothing", [], /create, list, rotate or revoke/],
  ["a verb that is none", ["delete"], /create, list, rotate or revoke/],
  ["no scope", ["create", "--cluster", "main"], /--scope: one or more of report, read/],
  ["a scope that is none", ["create", "--scope", "admin", "--cluster", "main"], /--scope/],
  ["no cluster", ["create", "--scope", "report"], /--cluster NAME or --all-clusters/],
  ["both", [...MADE, "--all-clusters"], /--cluster NAME or --all-clusters/],
  ["no pool", [...MADE, "--scope", "nodes,ops"], /give either --pool NAME or --all-pools for ops, nodes$/],
  ["both of pools", [...MADE, "--pool", "main", "--all-pools"], /give either --pool NAME or --all-pools$/],
  ["no cluster beside a pool", ["create", "--scope", "control,ops", "--pool", "main"], /--cluster NAME/],
  [
    "a pool that is none",
    ["create", "--scope", "ops", "--pool", "main,us"],
    /--pool: AUDIO_POOLS has no "us", but main, eu/,
  ],
  [
    "a cluster that is none",
    ["create", "--scope", "read", "--cluster", "mian"],
    /no "mian", but main, patron_1/,
  ],
  ["no span", [...MADE, "--expires", "soon"], /--expires: a span such as 90d/],
  ["an end at once", [...MADE, "--expires", "0s"], /--expires/],
  ["a label with lines", [...MADE, "--label", "a\nb"], /--label/],
  ["a foreign option", ["list", "--overlap", "1h"], /token list knows no --overlap/],
  ["an option that is none", ["list", "--force"], /force/],
  ["no id", ["revoke"], /the token's id/],
  ["an id that is none", ["revoke", "000000000000"], /no token 000000000000/],
  ["two words", ["list", "all"], /too many words/],
])("%s is refused with what would be right", (_, args, message) => {
  expect(() => room.token(...args)).toThrow(message);
  expect(() => room.token(...args)).toThrow(CommandError);
});

test("a whole token where its id is asked for is not repeated", () => {
  const { out } = room.token(...MADE);
  expect(() => room.token("revoke", out)).toThrow(/between slt_ and the next _/);
  expect(() => room.token("revoke", out)).not.toThrow(out);
});
