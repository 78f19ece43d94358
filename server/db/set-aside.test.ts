import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { damagedBeside, freeName, isTorn, setAside } from "./set-aside.ts";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "shardlight-"));
  path = join(dir, "test.db");
});
afterEach(() => rmSync(dir, { recursive: true }));

test("a database and all that belongs to it get one new name, and none is ever overwritten", () => {
  const names = [1, 2, 3].map((time) => {
    for (const suffix of ["", "-wal", "-shm", "-journal"])
      writeFileSync(`${path}${suffix}`, `${time}${suffix}`);
    return setAside(path);
  });
  expect(new Set(names).size).toBe(3);
  names.forEach((name, place) => {
    for (const suffix of ["", "-wal", "-shm", "-journal"])
      expect(readFileSync(`${name}${suffix}`, "utf8")).toBe(`${place + 1}${suffix}`);
  });
  expect(existsSync(path)).toBe(false);
  expect(damagedBeside(path).sort()).toEqual(names.sort());
});

test("the name tells the moment in UTC", () => {
  expect(freeName(path, "corrupt", new Date("2026-03-01T12:00:00.123Z"))).toBe(
    `${path}.corrupt-20260301T120000Z`,
  );
  writeFileSync(`${path}.corrupt-20260301T120000Z-wal`, "");
  expect(freeName(path, "corrupt", new Date("2026-03-01T12:00:00Z"))).toBe(
    `${path}.corrupt-20260301T120000Z-2`,
  );
});

test("a disk that damages all is not filled", () => {
  for (let time = 0; time < 20; time += 1) writeFileSync(freeName(path, "corrupt"), "");
  writeFileSync(path, "once more");
  expect(() => setAside(path)).toThrow(/too many/);
  expect(readFileSync(path, "utf8")).toBe("once more");
});

test("a log of changes without its database is torn; an empty file alone is a new one", () => {
  expect(isTorn(path)).toBe(false);
  writeFileSync(path, "");
  writeFileSync(`${path}-wal`, "");
  expect(isTorn(path)).toBe(false);
  writeFileSync(`${path}-wal`, "changes");
  expect(isTorn(path)).toBe(true);
  rmSync(path);
  expect(isTorn(path)).toBe(true);
  writeFileSync(path, "a database");
  expect(isTorn(path)).toBe(false);
});
