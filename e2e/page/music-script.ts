import { PLAYER_ACTIONS, PLAYER_LOOKUPS, type PlayerSnapshot, type QueueItem } from "#protocol/music.ts";
import type { MusicScript } from "./scripted-music.ts";

export const GUILD = "81384788765712384";

const SONGS = [
  ["Northern Lights", "Aurora Choir", "Mia"],
  ["Slow Boat to the Archipelago", "Harbour Lights Orchestra", "Jonas"],
  ["Paper Lanterns", "Kite Season", "Mia"],
  [
    "A Very Long Title That Somebody Once Gave to a Recording of Rain on a Tin Roof in Late November",
    "Rain",
    "Ada",
  ],
  ["Half Past Blue", "The Night Bus", "Jonas"],
  ["Copper Wire", "Relay", "Noor"],
  ["Tidewater", "Low Moon", "Ada"],
] as const;

/** An entry of the queue; the same number gives the same one. */
export const item = (number: number, more: Partial<QueueItem> = {}): QueueItem => {
  const [title, author, name] = SONGS[number % SONGS.length] ?? SONGS[0];
  return {
    uid: `uid-${number}`,
    title: number < SONGS.length ? title : `${title} (${number})`,
    author,
    uri: `https://music.example/${number}`,
    artworkUrl: "https://art.example/cover.png",
    durationMs: 150_000 + ((number * 37) % 140) * 1_000,
    isStream: false,
    source: number % 3 === 1 ? "soundcloud" : "youtube",
    requester: { id: name === "Mia" ? "100000000000000001" : "100000000000000003", name },
    ...more,
  };
};

/** A player with so many waiting. */
export const playing = (waiting: number, more: Partial<PlayerSnapshot> = {}): PlayerSnapshot => ({
  guildId: GUILD,
  rev: 10,
  state: "playing",
  channel: { id: "100000000000000002", name: "Lounge" },
  current: item(0),
  positionMs: 64_000,
  positionAt: Date.now(),
  volume: 80,
  loop: "off",
  effect: null,
  effects: ["bass_boost", "nightcore", "karaoke"],
  queue: Array.from({ length: Math.min(50, waiting) }, (_, index) => item(index + 1)),
  total: waiting,
  totalMs: waiting * 200_000,
  can: [...PLAYER_ACTIONS, ...PLAYER_LOOKUPS],
  sources: [
    { id: "youtube", name: "YouTube", health: "ok" },
    { id: "soundcloud", name: "SoundCloud", health: "degraded" },
  ],
  votes: null,
  ...more,
});

/** Someone who may do all, in a server with one bot that does what it is told. */
export const script = (more: Partial<MusicScript> = {}): MusicScript => ({
  signedIn: true,
  isStaff: false,
  servers: [
    {
      id: GUILD,
      name: "The Lighthouse",
      icon: null,
      iconUrl: null,
      isManager: true,
      clusters: ["main"],
      away: [],
    },
  ],
  player: playing(7),
  isAway: false,
  refusal: null,
  rights: { may: [...PLAYER_ACTIONS], isVoter: false, hasVoted: false, isManager: true },
  answer: () => ({ outcome: "done", message: "", rev: null }),
  found: (what, query) => {
    if (what === "queue") {
      const from = Number(query.get("from"));
      return { items: Array.from({ length: 50 }, (_, index) => item(from + index + 1)) };
    }
    if (what === "lyrics")
      return {
        lyrics: {
          source: "LyricFind",
          lines: Array.from({ length: 40 }, (_, line) => ({
            text: line % 6 === 5 ? "" : `The lights go out along the northern shore, line ${line + 1}`,
            atMs: line * 4_000,
          })),
        },
      };
    return { tracks: Array.from({ length: 5 }, (_, index) => item(index + 20)) };
  },
  ...more,
});
