import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FIELDS_OF_EVENT, playerEventSchemas } from "#protocol/music-view.ts";

const README = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");

/** Each event with the fields that are its own. */
const EVENTS: Readonly<Record<string, readonly string[]>> = {
  ...FIELDS_OF_EVENT,
  ...Object.fromEntries(
    Object.entries(playerEventSchemas).map(([event, { shape }]) => [
      event,
      Object.keys(shape).filter((field) => field !== "at" && field !== "message"),
    ]),
  ),
};

test.each(Object.entries(EVENTS))("the README tells of %s, and of what comes with it", (event, fields) => {
  const rows = README.split("\n").filter((line) => line.startsWith("| `"));
  const row = rows.find((line) => line.split("|")[1]?.includes(`\`${event}\``)) ?? "";
  for (const field of [event, ...fields]) expect(row).toContain(`\`${field}\``);
});
