import { FEED_SILENCE_MS } from "#protocol/feed.ts";
import { askWhyNot, type PlayerPlace, playerPath } from "#web/api/player-api.ts";
import { backoffMs } from "#web/feed/backoff.ts";
import type { PlayerEvent } from "./player-state.ts";
import { eventOf } from "./stream-event.ts";

/** Why nothing comes any more. */
export type LineEnd = { readonly reason: "signed_out" | "forbidden"; readonly message: string };

/** What a line tells. */
export interface PlayerLineOptions {
  readonly place: PlayerPlace;
  readonly onEvent: (event: PlayerEvent) => void;
  /** Whether what is told is all there is to know: from a stream's snapshot on, until it fails. */
  readonly onLive: (isLive: boolean) => void;
  readonly onEnd: (end: LineEnd) => void;
}

const CHANGES = [
  "song_changed",
  "queue_updated",
  "volume_changed",
  "loop_changed",
  "effect_changed",
  "state_changed",
  "position_changed",
] as const;

/** Follows a player until closed; comes back by itself, unless it was told that nothing comes any more. */
export const openPlayerLine = ({ place, onEvent, onLive, onEnd }: PlayerLineOptions): (() => void) => {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout>;
  let failures = 0;
  let hasHeard = false;
  let isWhole = false;
  let isClosed = false;

  const stop = () => {
    clearTimeout(timer);
    source?.close();
  };
  const fail = () => {
    stop();
    onLive(false);
    failures += 1;
    if (!hasHeard) void askWhy();
    timer = setTimeout(open, backoffMs(failures, Math.random()));
  };
  /** A stream that never began does not say why. */
  const askWhy = async () => {
    const why = await askWhyNot(place);
    if (isClosed || why === null || ![401, 403, 404].includes(why.status)) return;
    stop();
    isClosed = true;
    onEnd({ reason: why.status === 401 ? "signed_out" : "forbidden", message: why.message });
  };
  const hear = () => {
    hasHeard = true;
    failures = 0;
    clearTimeout(timer);
    timer = setTimeout(fail, FEED_SILENCE_MS);
    if (isWhole) onLive(true);
  };
  const open = () => {
    if (isClosed) return;
    hasHeard = false;
    isWhole = false;
    const opened = new EventSource(playerPath(place, "events"));
    source = opened;
    timer = setTimeout(fail, FEED_SILENCE_MS);
    for (const name of ["snapshot", "rights", "away", "back", "tick", ...CHANGES])
      opened.addEventListener(name, ({ data }) => {
        const event = eventOf(name, data);
        if (event !== null) onEvent(event);
        isWhole ||= name === "snapshot";
        hear();
      });
    opened.addEventListener("end", ({ data }) => {
      const { reason, message } = JSON.parse(data);
      if (reason === "stopping") return fail();
      stop();
      isClosed = true;
      onEnd({ reason, message });
    });
    opened.addEventListener("error", fail);
  };
  open();

  return () => {
    isClosed = true;
    stop();
  };
};
