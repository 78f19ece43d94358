import { expect, test } from "vitest";
import { codeOf, isDamage, isOutage, remedyOf } from "./fault.ts";

const fault = (code: string) => Object.assign(new Error("a fault"), { code });

test.each([
  ["SQLITE_CORRUPT", true, true],
  ["SQLITE_CORRUPT_INDEX", true, true],
  ["SQLITE_NOTADB", true, true],
  ["SQLITE_BUSY", true, false],
  ["SQLITE_BUSY_SNAPSHOT", true, false],
  ["SQLITE_FULL", true, false],
  ["SQLITE_READONLY_DBMOVED", true, false],
  ["SQLITE_IOERR_SHORT_READ", true, false],
  ["SQLITE_CANTOPEN", true, false],
  ["SQLITE_CONSTRAINT_NOTNULL", false, false],
  ["SQLITE_ERROR", false, false],
])("%s: an outage %s, damage %s", (code, outage, damage) => {
  expect([isOutage(fault(code)), isDamage(fault(code))]).toEqual([outage, damage]);
  expect(isDamage(new Error("wrapped", { cause: fault(code) }))).toBe(damage);
});

test("each outage has a remedy of its own", () => {
  const codes = ["BUSY", "FULL", "READONLY", "CANTOPEN", "IOERR", "CORRUPT"].map((code) => `SQLITE_${code}`);
  const all = [...codes, "DATABASE_MOVED", "DATABASE_CHANGED", "DATABASE_DAMAGED_AGAIN"];
  const remedies = all.map((code) => remedyOf(fault(code)));
  expect(new Set([...remedies, remedyOf(new Error("a bug"))]).size).toBe(all.length + 1);
});

test("what is no fault of SQLite has no code", () => {
  expect(codeOf("nonsense")).toBe("unknown");
  expect(isOutage(new Error("a bug"))).toBe(false);
});
