import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { HOLE_CLASSES } from "./classes.ts";

const ROOT = join(import.meta.dirname, "../../..");

test.each(HOLE_CLASSES)(
  "$source, $what: is tested where it is said to be, or cannot be",
  ({ tests, notHere }) => {
    if (tests.length === 0) expect(notHere).toBeTruthy();
    for (const [file, words] of tests) {
      const names = readFileSync(join(ROOT, file), "utf8");
      expect(names, `${file}: ${words}`).toContain(words);
    }
  },
);
