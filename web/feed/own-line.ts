import type { ConnectionMode } from "#web/words/connection-words.ts";
import { backoffMs } from "./backoff.ts";
import type { Line, LineEvent } from "./line.ts";
import { poll } from "./poll.ts";
import { listen, type StreamEnd } from "./stream.ts";

/** How to open a line of one's own. */
export interface OwnLineOptions {
  readonly serverUrl: string;
  /** Id of the last message known; null when nothing is. */
  readonly after: number | null;
  /** Polls alone, where a stream of each tab would use up the browser's connections to the host. */
  readonly isPollingOnly?: boolean;
  readonly onEvent: (event: LineEvent) => void;
}

/** Failures in a row after which it polls. */
const FAILURES_BEFORE_POLLING = 2;
const POLL_EVERY_MS = 5_000;
/** How long it polls before it tries to stream again. */
const POLL_SPELL_MS = 60_000;

/**
 * Keeps a line to the server until closed: streams; after repeated failure polls while still trying the
 * stream now and then; waits with jitter while neither works.
 */
export const openOwnLine = (options: OwnLineOptions): Line => {
  const { serverUrl, onEvent, isPollingOnly = false } = options;
  const life = new AbortController();
  const { signal } = life;
  let after = options.after;
  let endWait = () => {};
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => endWait(), ms);
      endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const tell = (mode: ConnectionMode) => onEvent({ kind: "mode", mode });

  const stream = (): Promise<StreamEnd> => {
    let isLive = false;
    return listen({
      serverUrl,
      after,
      signal,
      onMessage: (message, id) => {
        if (Number.isSafeInteger(id)) after = id;
        onEvent({ kind: "message", message, id, heardAgoMs: 0 });
        if (!isLive) tell("live");
        isLive = true;
      },
    });
  };

  /** Polls for a while; true when the server answered to the end of it. */
  const pollSpell = async (spellMs: number): Promise<boolean> => {
    const started = performance.now();
    for (let isFirst = true; performance.now() - started < spellMs; isFirst = false) {
      const snapshot = await poll(serverUrl, signal);
      if (snapshot === null || signal.aborted) return false;
      after = snapshot.id;
      onEvent({
        kind: "message",
        message: { event: "snapshot", data: snapshot },
        id: snapshot.id,
        heardAgoMs: 0,
      });
      if (isFirst) tell("polling");
      await wait(POLL_EVERY_MS);
    }
    return true;
  };

  const run = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted; ) {
      const end = isPollingOnly ? "held" : await stream();
      failures = end === "heard" ? 1 : failures + 1;
      const isTimeToPoll = end === "held" || failures > FAILURES_BEFORE_POLLING;
      if (!signal.aborted && isTimeToPoll && (await pollSpell(POLL_SPELL_MS))) continue;
      if (signal.aborted) return;
      tell("reconnecting");
      await wait(backoffMs(failures, Math.random()));
    }
  };
  void run();

  return {
    wake: () => endWait(),
    close: () => {
      life.abort();
      endWait();
    },
  };
};
