import { sql } from "drizzle-orm";
import { getTableConfig } from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import { MIGRATIONS_DIR } from "../test-server.ts";
import { openDatabase } from "./open.ts";
import * as schema from "./schema.ts";

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

test("the migrations make the tables that the code knows, and can be applied again", () => {
  const { db, close } = openDatabase(":memory:", "normal", MIGRATIONS_DIR);
  for (const table of Object.values(schema)) {
    const { name, columns } = getTableConfig(table);
    const made = db.all<{ name: string; notnull: number }>(sql.raw(`PRAGMA table_info(${name})`));
    expect(made.map((column) => `${column.name} ${column.notnull === 1}`).sort()).toEqual(
      columns.map((column) => `${snakeCase(column.name)} ${column.notNull}`).sort(),
    );
  }
  close();
});
