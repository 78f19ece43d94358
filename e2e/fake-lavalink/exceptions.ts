/** What TrackExceptionEvent and a failed load carry. */
export interface Exception {
  readonly message: string | null;
  readonly severity: "common" | "suspicious" | "fault";
  readonly cause: string;
  readonly causeStackTrace: string;
}

/** How a source turns a node away. `forbidden` is 403 for the audio itself, `bind` a missing local route. */
export type Limit = "rate_limited" | "blocked" | "forbidden" | "bind";

const exceptionOf = (message: string, severity: Exception["severity"], cause: string): Exception => ({
  message,
  severity,
  cause,
  causeStackTrace: `${cause}\n\tat dev.lavalink.youtube.track.YoutubeAudioTrack.process(YoutubeAudioTrack.java:71)\n`,
});

const BROKE = "Something broke when playing the track.";

/** What Lavalink says of each: but for `blocked`, only cause and stack trace tell. */
export const EXCEPTIONS: Readonly<Record<Limit, Exception>> = {
  rate_limited: exceptionOf(
    BROKE,
    "fault",
    "com.sedmelluq.lava.extensions.youtuberotator.tools.RateLimitException: Retry aborted, too many retries on ratelimit.",
  ),
  blocked: exceptionOf(
    "Sign in to confirm you\u2019re not a bot",
    "common",
    "com.sedmelluq.discord.lavaplayer.tools.FriendlyException: Sign in to confirm you\u2019re not a bot",
  ),
  forbidden: exceptionOf(BROKE, "fault", "java.lang.RuntimeException: Not success status code: 403"),
  bind: exceptionOf(BROKE, "fault", "java.net.BindException: Cannot assign requested address (Bind failed)"),
};

/** A video that nobody can play anywhere: no fault of the node. */
export const PRIVATE_VIDEO = exceptionOf(
  "This video is private",
  "common",
  "com.sedmelluq.discord.lavaplayer.tools.FriendlyException: This video is private",
);
