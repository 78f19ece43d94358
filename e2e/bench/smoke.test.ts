import { expect, test } from "vitest";
import { BENCHES } from "./benches.ts";

test.each(BENCHES)("$name runs", async (bench) => {
  const outcome = await bench.run("smoke");
  if ("skipped" in outcome) {
    expect(outcome.skipped).not.toBe("");
    return;
  }
  expect(outcome.length).toBeGreaterThan(0);
  for (const { what, value } of outcome) expect(value, what).not.toBeNaN();
});
