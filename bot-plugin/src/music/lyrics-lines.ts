import { plainText } from "./plain-text.ts";

/** A line of lyrics, and when it is sung, in ms from the track's beginning; null where that is not known. */
export interface LyricsLine {
  readonly text: string;
  readonly atMs: number | null;
}

/** More of them no snapshot takes. */
export const MAX_LINES = 2_000;
const MAX_TEXT_CHARS = 300;
/** `[mm:ss.xx]` of the LRC format (https://en.wikipedia.org/wiki/LRC_(file_format)). */
const TIMED = /^\[(\d{1,3}):(\d{2}(?:\.\d{1,3})?)\](.*)$/;

/** One line, as it can be shown. */
export const lineOf = (text: unknown, atMs: number | null): LyricsLine => ({
  text: plainText(text, MAX_TEXT_CHARS),
  atMs,
});

/** Lines without times; none where it is no text. */
export const plainLinesOf = (text: unknown): LyricsLine[] => linesOf(text).map((line) => lineOf(line, null));

/** Lines of an LRC file that have a time. */
export const timedLinesOf = (lrc: unknown): LyricsLine[] =>
  linesOf(lrc).flatMap((line) => {
    const [, minutes, seconds, text] = TIMED.exec(line) ?? [];
    return minutes === undefined
      ? []
      : lineOf(text, Math.round((Number(minutes) * 60 + Number(seconds)) * 1_000));
  });

const linesOf = (text: unknown): string[] =>
  typeof text !== "string" || text.trim() === "" ? [] : text.split(/\r?\n/).slice(0, MAX_LINES);
