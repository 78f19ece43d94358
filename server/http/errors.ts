import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { AppError, type ErrorCode } from "../errors.ts";
import type { Log } from "../log.ts";

const STATUS = {
  invalid: 400,
  unauthorized: 401,
  too_many_guesses: 429,
  forbidden: 403,
  not_found: 404,
  unknown_cluster: 404,
  unknown_shard: 404,
  unknown_pool: 404,
  unknown_guild: 404,
  unknown_key: 404,
  too_many_keys: 409,
  unknown_node: 404,
  name_taken: 409,
  address_taken: 409,
  node_retired: 409,
  too_many_nodes: 409,
  bot_away: 503,
  bot_failed: 502,
  too_fast: 429,
  secrets_unavailable: 503,
  shard_count_mismatch: 409,
  too_large: 413,
  unsupported_encoding: 415,
  too_many_viewers: 503,
  too_many_links: 503,
  too_many_bodies: 503,
  too_many_pictures: 503,
  picture_unavailable: 502,
  boot_ended: 410,
  history_unavailable: 503,
} satisfies Record<ErrorCode, ContentfulStatusCode>;

/** What is answered where something went wrong. */
export interface ErrorAnswer {
  readonly status: ContentfulStatusCode;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

/**
 * Says an error as `{ "error": { "code", "message", "issues"? } }`; a bug becomes a bare 500 and a log line.
 * @param route for the log: the route and not the path, which may hold a server's ID
 */
export const errorAnswer = (error: unknown, route: string, log: Log): ErrorAnswer => {
  if (!(error instanceof AppError)) {
    log.error({ err: error, path: route }, "a request failed on a bug");
    const body = { error: { code: "internal", message: "something broke here; it is in the server's log" } };
    return { status: 500, headers: {}, body };
  }
  const { code, message, issues, retryAfterSeconds } = error;
  return {
    status: STATUS[code],
    headers: {
      ...(retryAfterSeconds !== undefined && { "Retry-After": String(retryAfterSeconds) }),
      ...(code === "unauthorized" && { "WWW-Authenticate": "Bearer" }),
    },
    body: { error: { code, message, ...(issues !== undefined && { issues }) } },
  };
};

/** Answers with what `errorAnswer` says. */
export const answerError = (error: unknown, c: Context, log: Log): Response => {
  const { status, headers, body } = errorAnswer(error, c.req.routePath, log);
  return c.json(body, status, { ...headers });
};
