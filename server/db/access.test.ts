import { expect, test } from "vitest";
import { createLog } from "../log.ts";
import { openTestDatabase } from "../test-server.ts";
import { Access, type Opening } from "./access.ts";

const fault = (code: string) => Object.assign(new Error(code), { code });

test("a database that took the place of a damaged one is another until all was read from it", () => {
  const damaged: string[] = [];
  const access = new Access(
    () => ({ ...openTestDatabase(":memory:"), damaged: [...damaged] }),
    createLog("silent"),
  );
  const openings: Opening[] = [];
  let isFull = false;
  access.onOpen((_, opening) => {
    openings.push(opening);
    if (isFull) throw fault("SQLITE_FULL");
  });
  const use = () => access.use(() => {});
  use();
  access.doubt(fault("SQLITE_CORRUPT"));
  damaged.push("shardlight.db.corrupt-20260301T120000Z");
  isFull = true;
  expect(use).toThrow("SQLITE_FULL");
  isFull = false;
  use();
  access.doubt(fault("SQLITE_CORRUPT"));
  use();
  expect(openings.map(({ isOther }) => isOther)).toEqual([false, true, true, false]);
  access.close();
});
