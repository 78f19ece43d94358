import type { FeedSnapshot } from "#protocol/feed.ts";
import type { Line, LineEvent } from "./line.ts";
import type { TabCall } from "./shared-worker.ts";
import workerUrl from "./shared-worker.ts?sharedworker&url";

/** What every way to share a line is opened with. */
export interface SharedLineOptions {
  readonly serverUrl: string;
  /** What this tab knows already. */
  readonly snapshot: FeedSnapshot | null;
  readonly onEvent: (event: LineEvent) => void;
}

/** A worker that leaves a call unanswered for so long is dead. */
const ANSWER_WITHIN_MS = 8_000;
const PING_EVERY_MS = 30_000;

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

/** The browser's Trusted Types, which the DOM library does not declare yet. */
const trustedTypes = (): TrustedTypes | undefined =>
  (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;

/** Trusted Types ask that a worker's address be vouched for: it is a file of this very build. */
const policy = trustedTypes()?.createPolicy("shardlight-worker", { createScriptURL: (url) => url });

/** Opens a line through the worker that all tabs share. `onFail` is called once when it cannot serve. */
export const openWorkerLine = (options: SharedLineOptions, onFail: () => void): Line => {
  const worker = new SharedWorker(policy?.createScriptURL(workerUrl) ?? workerUrl, {
    type: "module",
    name: "shardlight-feed",
  });
  const { port } = worker;
  let death: ReturnType<typeof setTimeout> | undefined;
  const say = (call: TabCall) => port.postMessage(call);
  const close = () => {
    clearTimeout(death);
    clearInterval(pings);
    say({ call: "bye" });
    port.close();
  };
  let hasFailed = false;
  const fail = () => {
    if (hasFailed) return;
    hasFailed = true;
    close();
    onFail();
  };
  const expectAnswer = () => {
    clearTimeout(death);
    // In a tab that was frozen the timer may run before the answer that waits: a moment more lets it in.
    death = setTimeout(() => {
      death = setTimeout(fail, 1_000);
    }, ANSWER_WITHIN_MS);
  };
  const pings = setInterval(() => {
    say({ call: "ping" });
    expectAnswer();
  }, PING_EVERY_MS);
  worker.addEventListener("error", fail, { once: true });
  port.addEventListener("message", ({ data }: MessageEvent<LineEvent>) => {
    clearTimeout(death);
    options.onEvent(data);
  });
  port.start();
  say({ call: "hello", serverUrl: options.serverUrl, snapshot: options.snapshot });
  expectAnswer();
  return {
    wake: () => {
      say({ call: "wake" });
      expectAnswer();
    },
    close,
  };
};
