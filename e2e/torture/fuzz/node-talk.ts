import fc from "fast-check";
import { perhapsBroken } from "./broken.ts";
import { announcedAt } from "./node-requests.ts";
import { playerFrame } from "./player-talk.ts";

/** One link of an agent or of a bot, which mostly says what is right of audio nodes or players, and not always. */
export interface NodeTalk {
  readonly role: "agent" | "bot" | "player";
  /** JSON, or nearly, one text for each frame. */
  readonly frames: readonly string[];
}

const STATS = {
  players: 3,
  playing: 2,
  uptimeMs: 60_000,
  memory: { usedBytes: 1, reservableBytes: 2 },
  load: { system: 0.1, node: 0.2 },
  frames: { sent: 3_000, nulled: 0, deficit: 1 },
};
const OUTCOMES = {
  youtube: { ok: 3, failed: [{ text: "HTTP 429", count: 2, guilds: ["1", "2"] }] },
  constructor: { ok: 20, failed: [] },
};
const LOOK = {
  kind: "answers",
  info: {
    kind: "lavalink",
    version: "4.2.2",
    sources: ["youtube"],
    plugins: [{ name: "lavasrc", version: "4" }],
  },
  stats: { ...STATS, frames: null },
  planner: { kind: "RotatingNanoIpRoutePlanner", size: "18446744073709551616", blockIndex: "3", failing: 2 },
};
const PLACES = 8;

const agentFrame = fc
  .nat(PLACES - 1)
  .chain((place) =>
    fc.constantFrom<object>(
      { type: "announce", node: announcedAt(place) },
      { type: "announce", node: announcedAt(place) },
      { type: "look", id: "<own>", look: LOOK, outcomes: OUTCOMES },
      { type: "look", id: "<own>", look: { kind: "unreachable", detail: "ECONNREFUSED" } },
      { type: "look", id: "<node>", look: LOOK },
      { type: "withdraw", id: "<own>" },
      { type: "withdraw", id: "000000000000" },
      { type: "goodbye" },
    ),
  );
const seen = {
  id: "<node>",
  isConnected: true,
  players: 3,
  stats: STATS,
  outcomes: OUTCOMES,
  tooOldCloses: 0,
};
const botFrame = fc.constantFrom<object>(
  { type: "subscribe", pools: ["main"] },
  { type: "subscribe", pools: ["main", "main"] },
  { type: "subscribe", pools: [] },
  { type: "subscribe", pools: ["elsewhere"] },
  { type: "observe", nodes: [seen, { ...seen, id: "<own>" }] },
  { type: "observe", nodes: [] },
  { type: "announce", node: announcedAt(1) },
);

const framesOf = (frame: fc.Arbitrary<object>) =>
  fc.array(
    fc.oneof(
      { weight: 5, arbitrary: frame.map((right) => JSON.stringify(right)) },
      { weight: 1, arbitrary: frame.chain(perhapsBroken) },
    ),
    { minLength: 1, maxLength: 16, size: "+1" },
  );

/** Links about audio nodes and players. */
export const nodeTalk: fc.Arbitrary<NodeTalk> = fc.oneof(
  framesOf(agentFrame).map((frames) => ({ role: "agent" as const, frames })),
  framesOf(botFrame).map((frames) => ({ role: "bot" as const, frames })),
  framesOf(playerFrame).map((frames) => ({ role: "player" as const, frames })),
);
