/** Every fault that a caller can be told about; `http/errors.ts` maps each to a status. */
export type ErrorCode =
  | "invalid"
  | "unauthorized"
  | "too_many_guesses"
  | "forbidden"
  | "not_found"
  | "unknown_cluster"
  | "unknown_shard"
  | "unknown_pool"
  | "unknown_guild"
  | "unknown_key"
  | "too_many_keys"
  | "unknown_node"
  | "name_taken"
  | "address_taken"
  | "node_retired"
  | "too_many_nodes"
  | "bot_away"
  | "bot_failed"
  | "too_fast"
  | "secrets_unavailable"
  | "shard_count_mismatch"
  | "too_large"
  | "unsupported_encoding"
  | "too_many_viewers"
  | "too_many_links"
  | "too_many_bodies"
  | "too_many_pictures"
  | "picture_unavailable"
  | "boot_ended"
  | "history_unavailable";

/** One wrong field of an input; never holds the value. */
export interface InputIssue {
  /** Such as `shards.3.state`. */
  readonly path: string;
  readonly message: string;
}

/** The caller's fault, or an ordinary refusal; everything else that is thrown is a bug and becomes a bare 500. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly issues: readonly InputIssue[] | undefined;
  /** Seconds after which another try makes sense. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; issues?: readonly InputIssue[]; retryAfterSeconds?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.issues = options.issues;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** More wrong fields than this are one mistake made often. */
const MAX_ISSUES = 20;

/** `invalid`, naming the first of the faults; `issueOf` must not echo what was sent. */
export const invalidFields = <T>(faults: readonly T[], issueOf: (fault: T) => InputIssue): AppError => {
  const issues = faults.slice(0, MAX_ISSUES).map(issueOf);
  const message =
    faults.length > issues.length
      ? `${faults.length} fields are wrong; issues names the first ${issues.length}`
      : "some fields are wrong; see issues";
  return new AppError("invalid", message, { issues });
};
