import type { EpochMs } from "../clock.ts";
import { type Outgoing, OutgoingError } from "../http/outgoing.ts";
import { retryAfterMs } from "./retry.ts";
import { signedHeaders } from "./signature.ts";

/** What a receiver can be told. */
export type WebhookEvent = "node.announced" | "node.limited" | "node.retired";

/** One event on its way. */
export interface Delivery {
  /** The same at each try. */
  readonly id: string;
  readonly event: string;
  /** JSON, as it is sent. */
  readonly body: string;
  readonly createdAt: EpochMs;
  /** Tries that failed so far. */
  readonly failures: number;
  readonly nextAt: EpochMs;
}

/** What came of a try. */
export type Outcome =
  | { readonly kind: "taken" }
  /** The receiver wants no more of it. */
  | { readonly kind: "gone" }
  | {
      readonly kind: "failed";
      /** Such as `HTTP 500` or `ECONNREFUSED`; no address and no secret. */
      readonly detail: string;
      /** How long the receiver asked to be left alone; 0: it did not. */
      readonly waitMs: number;
    };

const BOUNDS = { timeoutMs: 15_000, maxBytes: 64 * 1_024 };

export interface Receiver {
  readonly url: string;
  readonly key: Buffer;
  readonly outgoing: Outgoing;
}

/** Tries once; rejects only with bugs. What counts is the status: how the answer goes on is no concern of ours. */
export const tryDelivery = async (
  { url, key, outgoing }: Receiver,
  { id, body }: Delivery,
  { at, signal }: { readonly at: EpochMs; readonly signal: AbortSignal },
): Promise<Outcome> => {
  const headers = {
    ...signedHeaders(key, { id, at, body }),
    "content-type": "application/json",
    "user-agent": "shardlight",
  };
  try {
    const answer = await outgoing(url, { ...BOUNDS, method: "POST", headers, body, signal });
    return outcomeOf(answer.status, answer.headers["retry-after"], at);
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    const { code, status, headers } = error;
    if (status === null || code === "redirect") return { kind: "failed", detail: code, waitMs: 0 };
    return outcomeOf(status, headers["retry-after"], at);
  }
};

const outcomeOf = (status: number, retryAfter: string | undefined, now: EpochMs): Outcome => {
  if (status >= 200 && status < 300) return { kind: "taken" };
  if (status === 410) return { kind: "gone" };
  const waitMs = status === 429 || status === 503 ? retryAfterMs(retryAfter, now) : 0;
  return { kind: "failed", detail: `HTTP ${status}`, waitMs };
};
