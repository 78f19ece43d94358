import { AppError } from "../errors.ts";
import type { ErrorAnswer } from "../http/errors.ts";

/** A change that cannot be kept, in Glance's body shape too; null for any other error. */
export const pushFailure = (error: unknown): ErrorAnswer | null => {
  if (!(error instanceof AppError) || error.code !== "history_unavailable") return null;
  const headers = { "Retry-After": String(error.retryAfterSeconds ?? 1) };
  return { status: 503, headers, body: { error: error.message } };
};
