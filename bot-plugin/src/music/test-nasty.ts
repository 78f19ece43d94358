import { expect } from "vitest";
import { type Command, foundSchema, playerSnapshotSchema } from "../protocol/music.ts";
import { MAX_REASON_CHARS } from "../protocol/report.ts";
import type { PlayerAdapter } from "./player-adapter.ts";

/** What no page may ever see. */
export const SECRET = "s3cr3t-of-nobody";
export const SOMEBODY = { id: "475928847299117063", name: "Somebody" };

export const LONG = "long ".repeat(2_000);
/** What may stand in any field: sources, hosts and other people's titles fill them. */
export const NASTY: readonly unknown[] = [
  undefined,
  null,
  "",
  "Song",
  `<img src=x onerror="alert('x')">`,
  "a\n\nevent: song_changed\ndata: {}\n\n",
  "\u202emoc.live\ud800",
  LONG,
  `https://example.test/${LONG}`,
  "https://example.test/cover.png",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)//https://",
  "data:text/html,<script>alert(1)</script>",
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -5,
  3.7,
  2 ** 63,
  true,
  SOMEBODY,
  { id: SOMEBODY.id, username: LONG, email: SECRET },
  { id: "<b>", displayName: "x" },
  {
    user: { id: SOMEBODY.id, token: SECRET },
    get displayName() {
      throw new Error(SECRET);
    },
  },
  [],
  [null, 7],
];

/** What may stand in addresses beside. */
export const NASTY_ADDRESSES: readonly unknown[] = [
  `https://user:${SECRET}@example.test/`,
  `//${SECRET}@x`,
  ...NASTY,
];

/** Numbers from 0 to 1, the same each time (a linear congruential generator). */
export const dice = (seed: number) => {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
};

/** For tests that go through many of them. */
export const SEEDS: readonly number[] = Array.from({ length: 300 }, (_, seed) => seed);

/** Looks at a guild's player and does all to it that can fail: nothing of it is wrong on the wire, or tells the secret. */
export const tellsNothing = async (players: PlayerAdapter, guildId: string): Promise<void> => {
  const snapshot = players.snapshot(guildId);
  playerSnapshotSchema.parse(snapshot);
  const text = JSON.stringify(snapshot);
  expect(text).not.toContain(SECRET);
  expect(text).not.toMatch(/"(uri|artworkUrl)":"(?!https?:)/);
  expect(text).not.toMatch(/\\n|\\r|\\u2028|\\u202e|\\ud800/);
  for (const lookup of [{ lookup: "queue", from: 3 }, { lookup: "history" }] as const) {
    const found = await players.lookup(guildId, lookup, SOMEBODY);
    foundSchema.parse(found);
    expect(JSON.stringify(found)).not.toContain(SECRET);
  }
  const told = [
    await players.lookup(guildId, { lookup: "search", query: "x" }, SOMEBODY),
    await players.lookup(guildId, { lookup: "lyrics" }, SOMEBODY),
    await players.act(guildId, { action: "play", query: "x" }, SOMEBODY, SOMEBODY.id),
  ];
  for (const command of FAILING) told.push(await players.act(guildId, command, SOMEBODY, null));
  for (const act of told) {
    const message = "message" in act ? act.message : "";
    expect(message.length).toBeGreaterThan(0);
    expect(message.length).toBeLessThanOrEqual(MAX_REASON_CHARS);
    expect(JSON.stringify(act)).not.toContain(SECRET);
    expect("outcome" in act && act.outcome).toMatch(/refused|failed/);
  }
};

const FAILING: readonly Command[] = [
  { action: "volume", volume: 5 },
  { action: "effect", effect: "earrape" },
  { action: "skip" },
  { action: "previous" },
  { action: "seek", positionMs: 5 },
  { action: "remove", uid: "x" },
];
