import { FEED_SILENCE_MS, type FeedMessage } from "#protocol/feed.ts";

/** What a stream is opened with. */
export interface StreamOptions {
  /** The server's address; empty for the page's own. */
  readonly serverUrl: string;
  /** Id of the last message known; null asks for a snapshot. */
  readonly after: number | null;
  readonly signal: AbortSignal;
  readonly onMessage: (message: FeedMessage, id: number) => void;
}

/** A stream that says nothing for so long after it was asked for is held back by something in between. */
const FIRST_WORD_MS = 10_000;

/** A message as the server sent it; the feed is our own server's, so its shape is taken on trust. */
const messageOf = (event: FeedMessage["event"], data: string): FeedMessage =>
  ({ event, data: JSON.parse(data) }) as FeedMessage;

/** How a stream ended: after something was `heard`; by an error (`failed`); or `held` open without a word. */
export type StreamEnd = "heard" | "failed" | "held";

/**
 * Listens until the stream ends, falls silent, or `signal` aborts. The reconnecting of EventSource itself is not
 * used: it dies at a 503, and knows no silence.
 */
export const listen = ({ serverUrl, after, signal, onMessage }: StreamOptions): Promise<StreamEnd> =>
  new Promise((resolve) => {
    const query = after === null ? "" : `?after=${after}`;
    const source = new EventSource(`${serverUrl}/api/v1/feed${query}`);
    let hasHeard = false;
    let watchdog: ReturnType<typeof setTimeout>;
    const end = (unheard: StreamEnd) => {
      clearTimeout(watchdog);
      signal.removeEventListener("abort", fail);
      source.close();
      resolve(hasHeard ? "heard" : unheard);
    };
    const fail = () => end("failed");
    const expectWithin = (ms: number) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => end("held"), ms);
    };
    for (const event of ["snapshot", "frame", "tick"] as const) {
      source.addEventListener(event, ({ data, lastEventId }) => {
        hasHeard = true;
        expectWithin(FEED_SILENCE_MS);
        // A resumed stream may tick before its first frame, without an id.
        onMessage(messageOf(event, data), lastEventId === "" ? Number.NaN : Number(lastEventId));
      });
    }
    source.addEventListener("error", fail);
    signal.addEventListener("abort", fail);
    expectWithin(FIRST_WORD_MS);
    if (signal.aborted) fail();
  });
