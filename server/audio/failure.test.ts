import { describe, expect, test } from "vitest";
import { classify, type FailureClass, readFailure } from "./failure.ts";

const all = (...said: string[]) =>
  ["(yts.version: 1.18.2) All clients failed to load the item.", "", ...said].join("\n");

const MESSAGES: readonly (readonly [FailureClass, string])[] = [
  // lavaplayer and its rotator
  ["rate_limited", "This IP address has been blocked by YouTube (429)."],
  [
    "rate_limited",
    "Something broke when playing the track.\nInvalid status code for video page response: 429",
  ],
  ["rate_limited", "java.io.IOException: Invalid status code for search response: 429"],
  ["rate_limited", "java.io.IOException: Invalid status code for player api response: 429"],
  [
    "rate_limited",
    "Caused by: com.sedmelluq.lava.extensions.youtuberotator.tools.RateLimitException: Retry aborted, too many retries on ratelimit.",
  ],
  ["rate_limited", "java.lang.RuntimeException: Can't find a free ip"],
  ["rate_limited", "That URL is not playable.\njava.lang.IllegalStateException: Status code 429"],
  [
    "rate_limited",
    "Invalid status code from https://cf-hls-opus-media.sndcdn.com/media/325931/LpmPTZmwPDqf.64.opus URL: 429",
  ],
  // LavaSrc, to whom Spotify answers
  [
    "rate_limited",
    "Server responded with an error.\njava.lang.IllegalStateException: Response code from channel info is 429",
  ],
  ["rate_limited", '{ "error": { "status": 429, "message": "API rate limit exceeded" } }'],
  // NodeLink
  ["rate_limited", "Failed to get player data: HTTP 429"],
  ["rate_limited", "429 Too Many Requests"],
  // YouTube itself
  ["rate_limited", all("Client [WEB] failed: This content isn’t available, try again later.")],
  ["rate_limited", "The current session has been rate-limited by YouTube for up to an hour."],
  ["blocked", "Sign in to confirm you’re not a bot"],
  ["blocked", "Sign in to confirm you're not a bot. This helps protect our community."],
  ["blocked", "com.sedmelluq.discord.lavaplayer.tools.FriendlyException: This video requires login."],
  ["blocked", "Please sign in"],
  ["blocked", "This video cannot be viewed anonymously."],
  [
    "blocked",
    "Something broke when playing the track.\njava.lang.RuntimeException: Not success status code: 403",
  ],
  ["blocked", "Unexpected answer HTTP/1.1 403 Forbidden"],
  ["blocked", "java.io.IOException: Invalid status code for main page response: 403"],
  [
    "blocked",
    all(
      "Client [TVHTML5] failed: The page needs to be reloaded.",
      "Client [ANDROID_VR] failed: This video requires login.",
      "Client [IOS] failed: Invalid status code for player api response: 400",
      "Client [WEB] failed: No supported audio streams available, available types: ",
      "Client [WEB_EMBEDDED_PLAYER] failed: Video player configuration error",
    ),
  ],
  [
    "blocked",
    all(
      "Client [ANDROID_VR] failed: Video unavailable",
      "Client [TVHTML5_SIMPLY] failed: Sign in to confirm you’re not a bot",
    ),
  ],
  [
    "blocked",
    all("Client [WEB] failed: This video is unavailable", "Client [MWEB] failed: This video requires login."),
  ],
  [
    "rate_limited",
    all("Client [WEB] failed: This video requires login.", "Client [IOS] failed: response: 429"),
  ],
  ["misconfigured", "java.net.BindException: Cannot assign requested address"],
  ["misconfigured", "Connecting to the URL failed.\nCannot assign requested address (Bind failed)"],
  [
    "misconfigured",
    "Caused by: …RateLimitException: Retry aborted, too many retries on ratelimit.\nCaused by: java.net.BindException: Cannot assign requested address: bind",
  ],
  ["misconfigured", "connect EADDRNOTAVAIL 142.250.74.46:443 - Local (2001:db8::1:0)"],
  ["content", "This is a private video."],
  ["content", "This video requires age verification."],
  ["content", "Sign in to confirm your age"],
  [
    "content",
    all(
      "Client [ANDROID_VR] failed: This video requires login.",
      "Client [WEB] failed: Sign in to confirm your age",
    ),
  ],
  [
    "content",
    all("Client [WEB] failed: Video unavailable", "Client [IOS] failed: This video is unavailable"),
  ],
  ["content", "The uploader has not made this video available in your country"],
  [
    "content",
    "Join this channel to get access to members-only content like this video, and other exclusive perks.",
  ],
  ["content", "This video has been removed by the uploader"],
  ["content", "Playback on other websites has been disabled by the video owner"],
  ["content", "This video is unplayable."],
  ["content", "This track is not available"],
  ["content", "This live event will begin in 3 hours."],
  ["content", "java.io.IOException: Not success status code: 404"],
  ["content", "Unknown file format."],
  ["other", "Invalid status code for player api response: 400"],
  ["other", "Must find sig function from script: /s/player/3891b194/player_embed.vflset/de_DE/base.js"],
  ["other", "Read timed out"],
  ["other", "Connect to 127.0.0.1:1 [/127.0.0.1] failed: Connection refused"],
  ["other", "All clients failed to load the item. See suppressed exceptions for details."],
  ["other", "Expected decoding to halt, got: 5 (Client.java:429)"],
  ["other", "at DefaultAudioPlayerManager.checkSourcesForItemOnce(DefaultAudioPlayerManager.java:403)"],
  ["other", "java.io.IOException: Connection error (PersistentHttpStream.java:429)"],
  ["other", "java.io.IOException: Invalid status code from https://cdn.example/64.opus URL: 403"],
  ["other", "Loaded 429 of 403 tracks, then the stream ended"],
  ["other", ""],
];

describe("a failure is told apart by its words", () => {
  test.each(MESSAGES)("%s: %s", (expected, text) => {
    expect(classify(text)).toBe(expected);
  });
});

test.each([
  ["one letter", "a"],
  ["the beginning of a status", "status code "],
  ["the beginning of a refusal", "Sign in to confirm you"],
  ["numbers of lines", ".java:4"],
  ["apostrophes", "can’t isn’t "],
  ["blanks", " "],
  ["new lines", "\n"],
])("a text of a million characters of %s takes no longer than its length", (_what, part) => {
  const text = part.repeat(Math.ceil(1_000_000 / part.length));
  const startedAt = performance.now();
  classify(text);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

test("the line that says why is found among the others, without the places in its source", () => {
  const text = all("Web: Not success status code: 403 (Client.java:429)", "Music: This video is private");
  expect(readFailure(text)).toEqual({
    failure: "blocked",
    line: "Web: Not success status code: 403 (Client)",
  });
  expect(readFailure("\nHTTP 429").line).toBe("HTTP 429");
});
