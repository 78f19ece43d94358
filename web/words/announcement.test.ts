import { expect, test } from "vitest";
import type { ShardState } from "#protocol/state.ts";
import { announcementOf } from "./announcement.ts";

test.each([
  [[], ""],
  [[["offline", 3]], "3 shards went offline."],
  [
    [
      ["online", 1],
      ["unhealthy", 2],
    ],
    "2 shards stopped answering and 1 shard came online.",
  ],
] satisfies [[ShardState, number][], string][])("%j is spoken as %o", (became, words) => {
  expect(announcementOf(new Map(became))).toBe(words);
});
