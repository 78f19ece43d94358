import { expect, test } from "vitest";
import { connectionWords } from "./connection-words.ts";

test.each([
  ["live", 2_400, "live · heard 2 s ago"],
  ["live", 300, "live · heard now"],
  ["polling", 4_000, "asking every 5 s · heard 4 s ago"],
  ["connecting", 100, "connecting…"],
  ["connecting", null, "connecting…"],
  ["reconnecting", null, "the server is not answering"],
  ["reconnecting", 9_000, "reconnecting… · heard 9 s ago"],
  ["reconnecting", 40_000, "showing what was known 40 s ago"],
  ["live", 15_001, "showing what was known 15 s ago"],
] as const)("%s after %s ms: %s", (mode, silentMs, words) => {
  expect(connectionWords(mode, silentMs)).toBe(words);
});
