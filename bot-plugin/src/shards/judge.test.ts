import { expect, test } from "vitest";
import { judge, type ShardFacts } from "./judge.ts";

const facts = (more: Partial<ShardFacts>): ShardFacts => ({
  phase: "ready",
  hasBeenUp: true,
  unprovenMs: 0,
  closeCode: null,
  ...more,
});

test.each<[string, Partial<ShardFacts>, string, string | null]>([
  [
    "queued before its first session",
    { phase: "queued", hasBeenUp: false },
    "starting",
    "connecting, or queued to",
  ],
  [
    "queued for hours",
    { phase: "queued", hasBeenUp: false, unprovenMs: 9e6 },
    "starting",
    "connecting, or queued to",
  ],
  ["waiting for guilds", { phase: "waiting", hasBeenUp: false }, "starting", "waiting for its servers"],
  ["ready and heard", { unprovenMs: 61_875 }, "online", null],
  ["ready and not heard", { unprovenMs: 62_000 }, "unhealthy", "no heartbeat acknowledged for 62 s"],
  ["reconnecting", { phase: "queued", unprovenMs: 61_000 }, "resuming", "reconnecting"],
  ["waiting for guilds again", { phase: "waiting" }, "resuming", "reconnecting"],
  [
    "reconnecting in vain",
    { phase: "queued", unprovenMs: 90_400 },
    "unhealthy",
    "reconnecting, no sign of life for 90 s",
  ],
  ["closed with 4004", { phase: "closed", closeCode: 4004 }, "offline", "4004: the bot's token is wrong"],
  ["closed with 4014", { phase: "closed", closeCode: 4014 }, "offline", "4014: an intent is not allowed"],
  [
    "closed with a new code",
    { phase: "closed", closeCode: 4099 },
    "offline",
    "4099: closed by Discord for good",
  ],
  ["closed, who knows why", { phase: "closed" }, "offline", "closed by Discord for good"],
])("a shard that is %s", (_, more, state, reason) => {
  expect(judge(facts(more), 41_250)).toEqual({ state, reason });
});
