import { MAX_FAILURE_CHARS } from "./audio-link.ts";
import { type Fields, fieldsOf } from "./lenient.ts";

/** No more than this of each field is looked at. */
const MAX_READ_CHARS = 20_000;

/** The cause keeps this much, however long the message is. */
const CAUSE_CHARS = 300;

/** Query strings hold signatures and tokens, and say nothing of why. */
const QUERY = /\?[^\s"']{8,}/g;

/** A line of a stack, `at dev.lavalink…(Client.java:94)`, or `... 4 common frames omitted`. */
const FRAME = /^(?:at\s|\.\.\.\s)/;

const linesOf = (value: unknown): string[] =>
  typeof value === "string"
    ? value
        .slice(0, MAX_READ_CHARS)
        .replace(QUERY, "")
        .split(/[\r\n]+/)
        .map((line) => line.trim())
        .filter((line) => line !== "" && !FRAME.test(line))
    : [];

/** A `TrackExceptionEvent`, a load result with `data` (Lavalink) or `exception` (NodeLink), or the exception itself. */
const exceptionOf = (json: unknown): Fields => {
  const fields = fieldsOf(json) ?? {};
  return fieldsOf(fields["exception"]) ?? fieldsOf(fields["data"]) ?? fields;
};

/** Without half a character at its end. */
const cut = (text: string, mostChars: number) =>
  text.slice(0, Math.max(mostChars, 0)).replace(/[\ud800-\udbff]$/, "");

/** Those lines that say what was not said before. */
const fresh = (lines: readonly string[], said: Set<string>) =>
  lines.filter((line) => {
    const words = line.replace(/^(?:Caused by|Suppressed): /, "");
    const isFresh = !said.has(words);
    said.add(words);
    return isFresh;
  });

/**
 * The text of a failure that a node told: message, cause, and the lines of its stack that name causes; `""` where it
 * tells none. At most `MAX_FAILURE_CHARS`; of the message all that the cause leaves, of the cause at least 300.
 */
export const readException = (json: unknown): string => {
  const exception = exceptionOf(json);
  const said = new Set<string>();
  const [message, cause, stack] = [
    fresh(linesOf(exception["message"]), said),
    fresh(linesOf(exception["cause"]), said),
    fresh(
      // The field `trace` is that of REST errors.
      linesOf(exception["causeStackTrace"] ?? exception["trace"]).filter((line) =>
        /^(?:Caused by|Suppressed): /.test(line),
      ),
      said,
    ),
  ].map((lines) => lines.join("\n"));
  const causeKept = Math.min((cause ?? "").length, CAUSE_CHARS);
  const head = cut(message ?? "", MAX_FAILURE_CHARS - causeKept - 1);
  return cut([head, cause, stack].filter((part) => part).join("\n"), MAX_FAILURE_CHARS);
};
