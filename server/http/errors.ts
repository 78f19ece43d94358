import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { AppError, type ErrorCode } from "../errors.ts";
import type { Log } from "../log.ts";

const STATUS = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  unknown_cluster: 404,
  unknown_shard: 404,
  shard_count_mismatch: 409,
  too_large: 413,
  unsupported_encoding: 415,
  too_many_viewers: 503,
  too_many_links: 503,
  boot_ended: 410,
  history_unavailable: 503,
} satisfies Record<ErrorCode, ContentfulStatusCode>;

/** Answers with `{ "error": { "code", "message", "issues"? } }`; a bug becomes a bare 500 and a log line. */
export const answerError = (error: unknown, c: Context, log: Log): Response => {
  if (!(error instanceof AppError)) {
    log.error({ err: error, path: c.req.routePath }, "a request failed on a bug");
    return c.json(
      { error: { code: "internal", message: "something broke here; it is in the server's log" } },
      500,
    );
  }
  if (error.retryAfterSeconds !== undefined) c.header("Retry-After", String(error.retryAfterSeconds));
  if (error.code === "unauthorized") c.header("WWW-Authenticate", "Bearer");
  const { code, message, issues } = error;
  return c.json({ error: { code, message, ...(issues !== undefined && { issues }) } }, STATUS[code]);
};
