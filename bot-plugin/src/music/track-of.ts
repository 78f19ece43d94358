import type { Track } from "../protocol/music.ts";
import { plainText } from "./plain-text.ts";
import { read } from "./read.ts";

const MAX_TEXT_CHARS = 300;
const MAX_SOURCE_CHARS = 64;
const MAX_ADDRESS_CHARS = 2_000;

/** What a library says of a track; anything may stand there. */
export interface TrackFields {
  readonly title: unknown;
  readonly author: unknown;
  readonly uri: unknown;
  readonly artworkUrl: unknown;
  readonly durationMs: unknown;
  readonly isStream: boolean;
  readonly source: unknown;
}

/** A track as a snapshot shows it, whatever is in its fields. */
export const trackFrom = (fields: TrackFields): Track => ({
  title: plainText(fields.title, MAX_TEXT_CHARS) || "Unknown title",
  author: plainText(fields.author, MAX_TEXT_CHARS),
  uri: webAddressOf(fields.uri),
  artworkUrl: webAddressOf(fields.artworkUrl),
  durationMs: fields.isStream ? 0 : spanOf(fields.durationMs),
  isStream: fields.isStream,
  source: plainText(fields.source, MAX_SOURCE_CHARS),
});

/**
 * A track of a Lavalink client. Fields are named one by one, so that what a host keeps on its tracks stays there.
 */
export const trackOf = (track: unknown): Track => {
  const info = read(track, "info");
  return trackFrom({
    title: read(info, "title"),
    author: read(info, "author"),
    uri: read(info, "uri"),
    artworkUrl: read(info, "artworkUrl"),
    durationMs: read(info, "duration") ?? read(info, "length"),
    isStream: read(info, "isStream") === true,
    source: read(info, "sourceName"),
  });
};

/** A span of milliseconds; 0 where it is none, or longer than a number holds exactly. */
export const spanOf = (value: unknown): number =>
  typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : 0;

/** An address that a browser may follow, in the URL's own spelling; null for any other, and for one with a password in it. */
export const webAddressOf = (value: unknown): string | null => {
  if (typeof value !== "string" || value.length > MAX_ADDRESS_CHARS || !URL.canParse(value)) return null;
  const { protocol, username, password, hostname, href } = new URL(value);
  const isWeb = protocol === "https:" || protocol === "http:";
  if (!isWeb || hostname === "" || username !== "" || password !== "") return null;
  return href.length > MAX_ADDRESS_CHARS ? null : href;
};
