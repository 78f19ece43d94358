import { expect, test } from "vitest";
import { mayClaim, NO_OWNER } from "./claim.ts";

test.each([
  ["an unowned shard", NO_OWNER, "online", 1, "starting", true],
  ["its own shard", 2, "online", 2, "offline", true],
  ["an elder's live shard before it is ready", 1, "online", 2, "starting", false],
  ["an elder's live shard once it is ready", 1, "online", 2, "online", true],
  ["a newcomer's live shard as the elder", 2, "online", 1, "online", false],
  ["a newcomer's resuming shard as the elder", 2, "resuming", 1, "online", false],
  ["a newcomer's silent shard as the elder", 2, "unhealthy", 1, "online", true],
  ["an elder's silent shard while starting", 1, "unhealthy", 2, "starting", true],
  ["an elder's stopped shard while starting", 1, "offline", 2, "starting", true],
] as const)("claiming %s", (_, owner, state, boot, reported, may) => {
  expect(mayClaim({ owner, state }, boot, reported)).toBe(may);
});
