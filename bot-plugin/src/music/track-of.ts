import type { Track } from "../protocol/music.ts";
import { plainText } from "./plain-text.ts";
import { read } from "./read.ts";

const MAX_TEXT_CHARS = 300;
const MAX_SOURCE_CHARS = 64;
const MAX_ADDRESS_CHARS = 2_000;

/**
 * A track of a Lavalink client as a snapshot shows it, whatever is in it. Fields are named one by one, so that what
 * a host keeps on its tracks stays there.
 */
export const trackOf = (track: unknown): Track => {
  const info = read(track, "info");
  const durationMs = spanOf(read(info, "duration") ?? read(info, "length"));
  const isStream = read(info, "isStream") === true;
  return {
    title: plainText(read(info, "title"), MAX_TEXT_CHARS) || "Unknown title",
    author: plainText(read(info, "author"), MAX_TEXT_CHARS),
    uri: webAddressOf(read(info, "uri")),
    artworkUrl: webAddressOf(read(info, "artworkUrl")),
    durationMs: isStream ? 0 : durationMs,
    isStream,
    source: plainText(read(info, "sourceName"), MAX_SOURCE_CHARS),
  };
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
