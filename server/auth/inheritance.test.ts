import { copyFileSync } from "node:fs";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { inheritTokens } from "./inheritance.ts";
import { peekTokens } from "./peek.ts";
import { loadTokens } from "./store.ts";
import { createTokenRoom } from "./test-tokens.ts";

let room: ReturnType<typeof createTokenRoom>;
beforeEach(() => {
  room = createTokenRoom();
});
afterEach(() => room.close());

const change = (path: string, sql: string) => {
  const sqlite = new Database(path);
  sqlite.exec(sql);
  sqlite.close();
};
/** Leaves all tokens in a damaged database beside one that holds none, and gives its path. */
const setAside = (): string => {
  const path = `${room.path}.corrupt-20260101T000000Z`;
  change(room.path, "pragma wal_checkpoint(truncate)");
  copyFileSync(room.path, path);
  change(room.path, "delete from token_secrets; delete from tokens");
  return path;
};
const inherit = (damaged: string) =>
  inheritTokens(room.db, { known: null, isOther: false, damaged: [damaged], at: room.clock.wall() });

test("the tokens of a damaged database come over with their clusters and pools", () => {
  room.token("create", "--scope", "ops", "--pool", "main,eu");
  room.token("create", "--scope", "report,nodes", "--cluster", "main", "--all-pools");
  const before = loadTokens(room.db);
  const damaged = setAside();
  expect(loadTokens(room.db).tokens).toEqual([]);
  expect(inherit(damaged)).toBe(false);
  expect(loadTokens(room.db)).toEqual(before);
  expect(before.tokens.map(({ pools }) => pools)).toEqual([["main", "eu"], null]);
});

test("the tokens of a damaged database from before there were pools come over, for no pool", () => {
  room.token("create", "--scope", "report", "--cluster", "main");
  const before = loadTokens(room.db);
  const damaged = setAside();
  change(damaged, "alter table tokens drop column pools");
  expect(inherit(damaged)).toBe(false);
  expect(loadTokens(room.db)).toEqual(before);
});

test("a database from before there were pools tells of its tokens before it is migrated", () => {
  expect(peekTokens(room.path, room.clock.wall())).toBe("none");
  room.token("create", "--scope", "report", "--cluster", "main");
  change(room.path, "alter table tokens drop column pools");
  expect(peekTokens(room.path, room.clock.wall())).toBe("usable");
});
