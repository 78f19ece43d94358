import {
  type CommandResult,
  type Found,
  type PlayerSnapshot,
  QUEUE_PAGE,
  type QueueItem,
  queueItemSchema,
  snowflakeSchema,
  type Track,
  trackSchema,
} from "../protocol/music.ts";
import { MAX_REASON_CHARS } from "../protocol/report.ts";
import { plainText } from "./plain-text.ts";

const MAX_TEXT_CHARS = 300;
const MAX_NAME_CHARS = 64;
const MAX_LINES = 2_000;

/** A text of at most so many characters, no character of it cut in two. */
export const cut = (text: string, mostChars: number): string => {
  if (text.length <= mostChars) return text;
  return `${text.slice(0, mostChars - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
};

/** What people read, from whatever library or service: on one line, and in its own direction. */
const text = (value: string) => plainText(value, MAX_TEXT_CHARS);
const name = (value: string) => cut(value, MAX_NAME_CHARS);

/** A length or a place in ms; 0 where the library knows none. */
const span = (ms: number): number => (ms > 0 ? Math.min(ms, Number.MAX_SAFE_INTEGER) : 0);
const whole = (value: number, most: number): number => Math.round(Math.min(span(value), most));

/** Only what a browser may follow. */
const link = (uri: string | null): string | null => trackSchema.shape.uri.safeParse(uri).data ?? null;

/** A track as the wire takes it: texts cut, addresses that no browser may follow left out, and no field beside. */
const fitTrack = (track: Track): Track => ({
  title: text(track.title),
  author: text(track.author),
  uri: link(track.uri),
  artworkUrl: link(track.artworkUrl),
  durationMs: span(track.durationMs),
  isStream: track.isStream,
  source: name(track.source),
});

const fitItem = (item: QueueItem): QueueItem => ({
  ...fitTrack(item),
  uid: item.uid,
  requester:
    item.requester !== null && snowflakeSchema.safeParse(item.requester.id).success
      ? { id: item.requester.id, name: text(item.requester.name) }
      : null,
});

/** Entries that the wire takes; one that it does not costs nobody the others. */
const fitItems = (items: readonly QueueItem[]): QueueItem[] =>
  items
    .slice(0, QUEUE_PAGE)
    .map(fitItem)
    .filter((item) => queueItemSchema.safeParse(item).success);

/** Tracks that the wire takes. */
export const fitTracks = (tracks: readonly Track[]): Track[] =>
  tracks
    .slice(0, QUEUE_PAGE)
    .map(fitTrack)
    .filter((track) => trackSchema.safeParse(track).success);

/** A player as the wire takes it; a field that is not of the wire goes nowhere. */
export const fitPlayer = (player: PlayerSnapshot): PlayerSnapshot => ({
  guildId: player.guildId,
  rev: player.rev,
  state: player.state,
  channel: player.channel && { id: player.channel.id, name: text(player.channel.name) },
  current: player.current && fitItem(player.current),
  positionMs: span(player.positionMs),
  positionAt: Math.round(player.positionAt),
  volume: whole(player.volume, 1_000),
  loop: player.loop,
  effect: player.effect && name(player.effect),
  effects: player.effects.slice(0, 32).map(name),
  queue: fitItems(player.queue),
  total: whole(player.total, 1_000_000),
  totalMs: span(player.totalMs),
  ...(player.queueMark !== undefined && { queueMark: name(player.queueMark) }),
  can: [...new Set(player.can)],
  sources: player.sources
    .slice(0, 16)
    .map((source) => ({ id: name(source.id), name: text(source.name), health: source.health })),
  votes: player.votes && { have: player.votes.have, need: player.votes.need },
});

/** What was looked up, as the wire takes it. */
export const fitFound = ({ items, tracks, lyrics }: Found): Found => ({
  ...(items !== undefined && { items: fitItems(items) }),
  ...(tracks !== undefined && { tracks: fitTracks(tracks) }),
  ...(lyrics !== undefined && {
    lyrics: lyrics && {
      source: lyrics.source && text(lyrics.source),
      lines: lyrics.lines
        .slice(0, MAX_LINES)
        .map((line) => ({ text: text(line.text), atMs: line.atMs === null ? null : span(line.atMs) })),
    },
  }),
});

/** A result, as the wire takes it. */
export const resultOf = (
  { outcome, message }: { readonly outcome: CommandResult["outcome"]; readonly message: string },
  rev: number | null = null,
): CommandResult => ({ outcome, message: plainText(message, MAX_REASON_CHARS), rev });
