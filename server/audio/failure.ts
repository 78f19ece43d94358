/**
 * What a failed load or start says about its node. `rate_limited` and `blocked`: the source refuses who asks;
 * `misconfigured`: the node cannot use its own addresses; `content`: the thing cannot be played anywhere.
 */
export type FailureClass = "rate_limited" | "blocked" | "misconfigured" | "content" | "other";

/** A number of a line in a stack is no status: `(Client.java:429)`. */
const SOURCE_LINE = /\.(?:java|kt|ts|js):\d+/g;

/** HTTP's "Too Many Requests", in the words of lavaplayer, youtube-source, LavaSrc and NodeLink. */
const STATUS_429 = /\b(?:http|status|code|response|error|url)\b[^\n]{0,60}\b429\b|\(429\)|\b429 Too Many/i;
/** Not of an address whose signature ran out, `Invalid status code from https://… URL: 403`. */
const STATUS_403 = /\b(?:http|status|code|response|error)\b[^\n/]{0,60}\b403\b|\bHTTP\/[\d.]{1,3} 403\b/i;

/**
 * The first that is met decides. Bind errors look like failing addresses and end in a RateLimitException, so they
 * stand first; a blocked address never hears that a video is private, while "requires login" is said of videos for
 * adults too. What all clients of youtube-source said is one text of many lines, of which each is looked at.
 */
const RULES: readonly (readonly [FailureClass, readonly RegExp[]])[] = [
  ["misconfigured", [/Cannot assign requested address|BindException|EADDRNOTAVAIL/i]],
  [
    "rate_limited",
    [
      STATUS_429,
      /RateLimitException|too many retries on ratelimit|Can['’]t find a free ip/i,
      /IP address has been blocked by YouTube|rate-limited by YouTube|API rate limit exceeded/i,
      /Too Many Requests|content isn['’]t available, try again later/i,
    ],
  ],
  ["blocked", [/Sign in to confirm you.{0,3}re not a bot/i, STATUS_403]],
  [
    "content",
    [
      /private video|video is private|confirm your age|age[- ](?:verification|restricted)|inappropriate for some/i,
      /members[- ]only|requires payment|(?:your|this) (?:country|region)|premieres? in|live event/i,
    ],
  ],
  ["blocked", [/requires login|Please sign in|cannot be viewed anonymously/i]],
  [
    "content",
    [
      /unavailable|not available|isn['’]t available|unplayable|cannot be played|not playable/i,
      /removed by|been removed|terminated|copyright|no longer available|does not exist|not found/i,
      /playback on other websites has been disabled|disabled by the video owner|trailer cannot be loaded/i,
      /Unknown file format|could not find|status code:? 404|\bDRM\b/i,
    ],
  ],
];

/** Whose fault a failure is, and the line that says so; for one that says nothing, the first. */
export interface Reading {
  readonly failure: FailureClass;
  readonly line: string;
}

/** Reads the text in which a node told of a failure: message, cause and the lines that name causes. */
export const readFailure = (text: string): Reading => {
  const words = text.replace(SOURCE_LINE, "");
  for (const [failure, patterns] of RULES) {
    for (const pattern of patterns) {
      const at = words.search(pattern);
      if (at >= 0) return { failure, line: lineAt(words, at) };
    }
  }
  return { failure: "other", line: lineAt(words, 0) };
};

/** Whose fault a failure is, by the text in which a node told it. */
export const classify = (text: string): FailureClass => readFailure(text).failure;

const lineAt = (text: string, at: number): string => {
  const end = text.indexOf("\n", at);
  return text.slice(text.lastIndexOf("\n", at - 1) + 1, end < 0 ? undefined : end);
};
