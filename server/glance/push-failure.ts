import { AppError } from "../errors.ts";
import type { ErrorAnswer } from "../http/errors.ts";

const STATUS = { history_unavailable: 503, too_many_guesses: 429 } as const;

/** What can befall any push, in Glance's body shape too; null for any other error. */
export const pushFailure = (error: unknown): ErrorAnswer | null => {
  if (!(error instanceof AppError)) return null;
  if (error.code !== "history_unavailable" && error.code !== "too_many_guesses") return null;
  const headers = { "Retry-After": String(error.retryAfterSeconds ?? 1) };
  return { status: STATUS[error.code], headers, body: { error: error.message } };
};
