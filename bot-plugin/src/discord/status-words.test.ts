import { expect, test } from "vitest";
import type { ShardSummary } from "../protocol/shard-detail.ts";
import type { ShardLook } from "../shards/source.ts";
import { type StatusFacts, statusWords } from "./status-words.ts";

const SINCE = 1_763_688_000_000;
const WHEN = "<t:1763688000:f> (<t:1763688000:R>)";
const LINK = "[Your server on the status page](<https://status.example/#guild=1>)";

const shard = (more: Partial<ShardSummary>): ShardSummary => ({
  id: 41,
  state: "online",
  since: SINCE,
  lastHeard: null,
  latencyMs: 41.4,
  guilds: null,
  unavailableGuilds: null,
  reconnects: null,
  reason: null,
  ...more,
});
const READY: ShardLook = { id: 41, phase: "ready", latencyMs: 1_234, beatAt: null };

const words = (more: Partial<StatusFacts>): string[] =>
  statusWords({
    cluster: "patron_1",
    guildId: "1",
    shardId: 41,
    shard: shard({}),
    look: READY,
    pageUrl: "https://status.example/#guild=1",
    ...more,
  }).split("\n");

const HEAD = "**This server is on shard 41 of patron\\_1.**";

test.each<[string, Partial<StatusFacts>, string[]]>([
  [
    "online",
    {},
    [`${HEAD} It is online. That has been so since ${WHEN}. Discord takes 41 ms to answer it.`, LINK],
  ],
  [
    "in trouble, though the command came over it",
    { shard: shard({ state: "unhealthy", reason: "no heartbeat for <@1>" }) },
    [
      `${HEAD} It is not answering. The bot says: no heartbeat for \\<\\@1\\>. That has been so since ${WHEN}.`,
      "Your command came over that very shard, so it works again, or in part.",
      LINK,
    ],
  ],
  [
    "stopped on purpose",
    { shard: shard({ state: "offline", reason: "stopped" }), look: null },
    [`${HEAD} It was stopped on purpose. That has been so since ${WHEN}.`, LINK],
  ],
  [
    "the page away",
    { shard: null },
    [
      `${HEAD} It is connected. Discord takes 1,234 ms to answer it.`,
      "The status page gives no answer, so this is only what the bot itself knows.",
      LINK,
    ],
  ],
  [
    "the page away, and the shard in another process",
    { shard: null, look: null },
    [
      `${HEAD} Another process of the bot runs it.`,
      "The status page gives no answer, so this is only what the bot itself knows.",
      LINK,
    ],
  ],
  [
    "a direct message",
    {
      guildId: null,
      shardId: 0,
      shard: shard({ since: null, latencyMs: null }),
      pageUrl: "https://s.example/",
    },
    [
      "**Direct messages are on shard 0 of patron\\_1.** It is online.",
      "[The status page](<https://s.example/>)",
    ],
  ],
  [
    "an address that is none",
    { pageUrl: null, shard: shard({ since: null, latencyMs: null }) },
    [`${HEAD} It is online.`],
  ],
])("%s", (_, facts, expected) => {
  expect(words(facts)).toEqual(expected);
});
