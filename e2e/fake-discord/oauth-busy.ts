import type { ServerResponse } from "node:http";
import { json } from "./oauth-answers.ts";

/** How a path answers for a while. */
export interface Busy {
  readonly path: string;
  readonly retryAfterSeconds: number;
  readonly isGlobal: boolean;
  /** For so many requests more. */
  times: number;
}

/** Counts a request of a path against the waits that are asked for it; null: it is answered. */
export const takeBusy = (waits: Busy[], path: string): Busy | null => {
  const busy = waits.find((one) => one.path === path);
  if (busy === undefined) return null;
  busy.times -= 1;
  if (busy.times === 0) waits.splice(waits.indexOf(busy), 1);
  return busy;
};

/** Asks to wait, as Discord does (topics/rate-limits). */
export const answerBusy = (
  response: ServerResponse,
  { retryAfterSeconds: retry_after, isGlobal: global }: Busy,
): void =>
  json(
    response,
    429,
    { message: "You are being rate limited.", retry_after, global },
    { "Retry-After": String(retry_after), ...(global && { "X-RateLimit-Global": "true" }) },
  );
