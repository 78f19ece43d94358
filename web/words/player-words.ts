import type {
  LoopMode,
  Outcome,
  PlayerAction,
  PlayerSnapshot,
  PlayerState,
  QueueItem,
  Track,
} from "#protocol/music.ts";
import { countOf, countWords } from "./numbers.ts";
import { spanWords } from "./time.ts";

/** A place in a track as players write it: `3:07`, `1:02:45`. */
export const positionWords = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const pad = (part: number): string => String(part).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
};

/** How long a track is: `3:07`, `live`. */
export const lengthWords = ({ isStream, durationMs }: Pick<Track, "isStream" | "durationMs">): string =>
  isStream ? "live" : positionWords(durationMs);

/** Where the playhead is, for who hears it: `1 min 4 s of 3 min 7 s`. */
export const spokenPosition = (positionMs: number, durationMs: number): string =>
  `${spanWords(positionMs)} of ${spanWords(durationMs)}`;

const SOURCE_NAMES: Readonly<Record<string, string>> = {
  applemusic: "Apple Music",
  bandcamp: "Bandcamp",
  deezer: "Deezer",
  http: "a web address",
  local: "a file",
  soundcloud: "SoundCloud",
  spotify: "Spotify",
  twitch: "Twitch",
  vimeo: "Vimeo",
  youtube: "YouTube",
  youtubemusic: "YouTube Music",
};

/** What a track's source is called; its own word where there is no other. */
export const trackSource = (source: string): string =>
  (Object.hasOwn(SOURCE_NAMES, source) ? SOURCE_NAMES[source] : undefined) ?? source;

/** Who asked for a track: `asked for by Mia`. */
export const requesterWords = ({ requester }: Pick<QueueItem, "requester">): string =>
  requester === null ? "" : `asked for by ${requester.name}`;

/** What waits: `12 tracks, 48 min`. */
export const queueWords = ({ total, totalMs }: Pick<PlayerSnapshot, "total" | "totalMs">): string =>
  total === 0
    ? "Nothing is waiting"
    : `${countOf(total, "track")}${totalMs > 0 ? `, ${spanWords(totalMs)}` : ""}`;

/** What the player does, as the line above the title says it. */
export const PLAYER_STATE_WORDS = {
  idle: "Nothing plays",
  playing: "Playing now",
  paused: "Paused",
  buffering: "Loading",
} satisfies Record<PlayerState, string>;

/** Each way to repeat, as its button says it. */
export const LOOP_WORDS = {
  off: "Repeat is off",
  track: "Repeats this track",
  queue: "Repeats the queue",
} satisfies Record<LoopMode, string>;

/** The way to repeat that comes next when one presses the button again. */
export const NEXT_LOOP = { off: "queue", queue: "track", track: "off" } satisfies Record<LoopMode, LoopMode>;

/** Votes to skip: `1 of 3 votes to skip`. */
export const voteWords = ({ have, need }: NonNullable<PlayerSnapshot["votes"]>): string =>
  `${countWords(have)} of ${countOf(need, "vote")} to skip`;

/** What is said where the bot is away. */
export const AWAY_WORDS = "The bot is away; this is what was playing.";
export const AWAY_EMPTY_WORDS = "The bot is away. Its music shows here again once it is back.";
/** Why there are no buttons. */
export const LOOK_ONLY_WORDS =
  "You are looking on. Join the bot’s voice channel to add tracks and vote; a DJ or someone who manages the server steers.";
export const ADD_ONLY_WORDS = "You may add tracks; a DJ or someone who manages the server steers.";
export const EMPTY_WORDS = "Nothing is playing.";

/** What an empty player asks of its viewer. */
export const emptyHint = (mayAdd: boolean): string =>
  mayAdd
    ? "Add a track by its link, or search for one."
    : "Once someone adds a track it shows here by itself.";

/** Why a viewer misses buttons; null where they miss none that matter. */
export const rightsWords = (
  can: readonly string[],
  may: readonly PlayerAction[],
  isVoter: boolean,
): string | null => {
  if (may.length === 0) return LOOK_ONLY_WORDS;
  const steers: readonly PlayerAction[] = ["pause", "stop", "volume"];
  const lacks = steers.some((action) => can.includes(action) && !may.includes(action));
  if (!lacks) return null;
  return may.includes("play") && !isVoter && !may.includes("skip") ? ADD_ONLY_WORDS : VOTER_WORDS;
};

const VOTER_WORDS = "You may add tracks and vote to skip; a DJ or someone who manages the server steers.";

const OUTCOME_WORDS = {
  done: "",
  refused: "The bot said no.",
  failed: "That did not work.",
  expired: "The bot did not answer in time. Look at the player before you try again.",
  away: "The bot is away right now.",
  unknown: "Nobody knows whether that was done. Look at the player.",
} satisfies Record<Outcome, string>;

const asSentence = (words: string): string =>
  `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?…]$/.test(words) ? "" : "."}`;

/** What came of a command, in a sentence: the bot's own words where it has some. */
export const outcomeWords = (outcome: Outcome, message: string): string => {
  if (outcome === "done") return message === "" ? "" : asSentence(message);
  return message === "" ? OUTCOME_WORDS[outcome] : asSentence(message);
};

/** Effects whose names do not say what people call them. */
const EFFECT_NAMES: Readonly<Record<string, string>> = { bassboost: "Bass boost", "8d": "8D" };

/** Each effect's name as a button says it: `bass_boost` is `Bass boost`. */
export const effectName = (effect: string): string => {
  const known = EFFECT_NAMES[effect.toLowerCase()];
  if (known !== undefined) return known;
  const words = effect.replaceAll(/[_-]+/g, " ").replaceAll(/([a-z])([A-Z])/g, "$1 $2");
  return words === "" ? words : words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
};

/** Where an entry has gone, for who moves it with keys: `Northern Lights, now 3 of 12`. */
export const movedWords = (title: string, place: number, total: number): string =>
  `${title}, now ${countWords(place)} of ${countWords(total)}`;
