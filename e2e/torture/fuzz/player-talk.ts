import fc from "fast-check";
import { GUILD, snapshotLike } from "../../../server/music/test-bot.ts";
import { perhapsBroken } from "./broken.ts";
import { jsonText, text } from "./nonsense.ts";
import { COMMANDS, withoutOwnId } from "./player-requests.ts";

const ITEM = {
  uid: "ware",
  title: "ware",
  author: "ware",
  uri: "https://music.example/1",
  artworkUrl: null,
  durationMs: 1,
  isStream: false,
  source: "ware",
  requester: { id: GUILD, name: "ware" },
};
const PLAYER = { ...snapshotLike({ current: ITEM, queue: [ITEM, ITEM], total: 2 }), sources: [] };
const SEEN = { kind: "seen", at: 1, player: PLAYER, may: ["skip"], isVoter: true, isManager: true };
const FOUND = { items: [ITEM], tracks: [], lyrics: { source: null, lines: [{ text: "ware", atMs: null }] } };

/** What a bot process says of its players. */
export const playerFrame = fc.constantFrom<object>(
  { type: "players", adapter: "ware 1" },
  { type: "players", adapter: null },
  { type: "rights", guildId: GUILD },
  { type: "player", guildId: GUILD, at: 1, player: PLAYER },
  { type: "player", guildId: GUILD, at: 1, player: null },
  { type: "answer", id: "1", answer: SEEN },
  { type: "answer", id: "1", answer: { kind: "found", found: FOUND } },
  {
    type: "answer",
    id: "1",
    answer: { kind: "result", result: { outcome: "done", message: "ware", rev: 1 } },
  },
  { type: "answer", id: "1", answer: { kind: "guilds", guildIds: [GUILD] } },
  { type: "invite", id: "ware", userId: GUILD, name: "ware", guildId: GUILD, guildName: "ware" },
);

/** What someone who watches a player says over a WebSocket, right or with one thing wrong; a text for each frame. */
export const wishTalk: fc.Arbitrary<readonly string[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .constantFrom<object>(...COMMANDS)
        .chain((command) => perhapsBroken({ ...command, id: "ware", seenRev: null }))
        .map((made) => withoutOwnId(made).replaceAll('"<marker>","seenRev"', '"ware","seenRev"')),
    },
    { weight: 1, arbitrary: text },
    { weight: 1, arbitrary: jsonText },
    { weight: 1, arbitrary: fc.constantFrom("", "[]", `{"id":"ware","action":"${"x".repeat(3_000)}"}`) },
  ),
  { minLength: 1, maxLength: 12 },
);
