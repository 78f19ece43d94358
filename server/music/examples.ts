/** What the routes of players take and answer, for their description. */

const AT = 1_795_248_001_000;
const PLACE = { cluster: "main", guildId: "81384788765712384" };

const LANTERNS = {
  title: "Paper Lanterns",
  author: "Mina Okafor",
  uri: "https://music.example/paper-lanterns",
  artworkUrl: null,
  durationMs: 213_000,
  isStream: false,
  source: "youtube",
};
const KETTLE = {
  ...LANTERNS,
  title: "Kettle on the Stove",
  author: "The Tea Leaves",
  uri: "https://music.example/kettle-on-the-stove",
  durationMs: 184_000,
};
const REQUESTER = { id: "80351110224678912", name: "Nelly" };
const PLAYING = { ...LANTERNS, uid: "Vq1xw0", requester: REQUESTER };
const WAITING = { ...KETTLE, uid: "b7Tz3m", requester: REQUESTER };

/** Of `GET /api/servers`. */
export const SERVERS_EXAMPLE = {
  servers: [
    {
      id: PLACE.guildId,
      name: "Tea House",
      icon: null,
      iconUrl: null,
      isManager: true,
      clusters: ["main", "patron_1"],
      away: ["patron_1"],
    },
  ],
  isComplete: true,
};

/** Of what can be looked at, by the last part of its path. */
export const EXAMPLES = {
  status: {
    ...PLACE,
    at: AT,
    isAway: false,
    rev: 12,
    state: "playing",
    channel: { id: "275928847299117063", name: "Lounge" },
    current: PLAYING,
    positionMs: 64_000,
    positionAt: AT - 9_000,
    votes: { have: 1, need: 2 },
  },
  settings: {
    ...PLACE,
    rev: 12,
    volume: 80,
    loop: "off",
    effect: null,
    effects: ["bassboost", "nightcore"],
    sources: [{ id: "ytsearch", name: "YouTube", health: "ok" }],
    can: ["play", "skip", "pause", "resume", "volume", "search"],
    may: ["play", "skip"],
    isVoter: true,
    hasVoted: false,
    isManager: false,
  },
  queue: { ...PLACE, rev: 12, from: 0, items: [WAITING], total: 1, totalMs: KETTLE.durationMs },
  search: { tracks: [KETTLE, LANTERNS] },
  history: { items: [WAITING] },
  lyrics: {
    lyrics: { source: "LyricFind", lines: [{ text: "The kettle's on, the lights are low", atMs: 8_000 }] },
  },
} as const;

/** What goes with each command that has something to say. */
export const BODY_EXAMPLES: Readonly<Record<string, object>> = {
  play: { query: "https://music.example/paper-lanterns", isNext: false, id: "a-wish-of-mine", seenRev: 12 },
  skip: { id: "a-wish-of-mine", seenRev: 12 },
  seek: { positionMs: 30_000, seenRev: 12 },
  volume: { volume: 80 },
  loop: { mode: "queue" },
  effect: { effect: "nightcore" },
  remove: { uid: WAITING.uid },
  move: { uid: WAITING.uid, before: null },
};

const told = (outcome: string, message: string, rev: number | null) => ({
  id: "a-wish-of-mine",
  outcome,
  message,
  rev,
});

/** What comes of commands, by status. */
export const RESULT_EXAMPLES = {
  200: told("done", "the volume is 80 %", 13),
  409: told("refused", "join the bot's voice channel first", 12),
  502: told("failed", "the audio node did not do it: try again in a moment", 12),
  503: told("away", "the bot is away right now", null),
} as const;

const event = (id: number, name: string, data: object) =>
  `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/** The beginning of a player's stream. */
export const STREAM_EXAMPLE = [
  "retry: 2000\n\n",
  event(6, "rights", { may: ["play", "skip"], isVoter: true, hasVoted: false, isManager: false }),
  event(7, "snapshot", { ...PLACE, at: AT, isAway: false, player: null }),
  event(8, "volume_changed", { rev: 13, at: AT + 4_000, volume: 80 }),
  event(9, "tick", { at: AT + 5_000 }),
].join("");
