import type { LoopMode, Outcome, PlayerSnapshot, PlayerState, QueueItem, Track } from "#protocol/music.ts";
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

/** What the player did when it was last heard of. */
export const PLAYER_STATE_BEFORE_WORDS = {
  idle: "Nothing played",
  playing: "Was playing",
  paused: "Was paused",
  buffering: "Was loading",
} satisfies Record<PlayerState, string>;

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

type Votes = NonNullable<PlayerSnapshot["votes"]>;

/** Votes to skip: `1 of 3 votes to skip`. */
export const voteWords = ({ have, need }: Votes): string =>
  `${countWords(have)} of ${countOf(need, "vote")} to skip`;

/** The same where there is little room: `1/3`. */
export const voteCount = ({ have, need }: Votes): string => `${countWords(have)}/${countWords(need)}`;

/** What the button to skip does, or has done: `Vote to skip: 1 of 3`. */
export const skipWords = ({
  isVoter,
  hasVoted,
  votes,
}: {
  readonly isVoter: boolean;
  readonly hasVoted: boolean;
  readonly votes: Votes | null;
}): string => {
  if (!isVoter) return votes === null ? "Next" : `Next, ${voteWords(votes)}`;
  const count = votes === null ? "" : `: ${countWords(votes.have)} of ${countWords(votes.need)}`;
  return hasVoted ? `You voted to skip${count}` : `Vote to skip${count}`;
};

/** How well a music service answers, where it does not do so always. */
export const HEALTH_WORDS = { degraded: "often fails", away: "does not answer" } as const;

/** What came of a search, or that it goes on. */
export const foundWords = ({
  found,
  trouble,
  isAsking,
}: {
  readonly found: readonly Track[] | null;
  readonly trouble: string | null;
  readonly isAsking: boolean;
}): string => {
  if (trouble !== null)
    return `The search did not work${trouble === "" ? "" : `: ${trouble}`}. Try again, or paste a link.`;
  if (isAsking) return "Searching…";
  if (found === null) return "";
  return found.length === 0
    ? "Nothing was found. Try other words, or paste a link."
    : `${countOf(found.length, "track")} found`;
};

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
