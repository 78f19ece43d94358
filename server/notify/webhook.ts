import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { WebhookAddress } from "./webhook-address.ts";

/** An answer that takes longer than this will not come. */
const ANSWER_WITHIN_MS = 10_000;
/** Where Discord asks for patience without saying for how long, and the most that it is believed. */
const PATIENCE_MS = { unsaid: 30_000, most: 3_600_000 };
/** Discord asks every client to name itself (https://docs.discord.com/developers/reference#user-agent). */
const USER_AGENT = "DiscordBot (shardlight, 0.1)";
/** Discord's error code for a message that is gone; any other 404 says that the webhook or its thread is. */
const UNKNOWN_MESSAGE = 10_008;

/** What became of a message. `waitMs`: Discord wants nothing more before that. */
export type Sent =
  | { readonly kind: "sent"; readonly messageId: string; readonly waitMs: number }
  /** The message that should be edited was deleted. */
  | { readonly kind: "deleted"; readonly waitMs: number }
  | { readonly kind: "limited"; readonly waitMs: number }
  /** The webhook, or its channel, is no more; nothing may be sent to it again. */
  | { readonly kind: "gone"; readonly status: number }
  /** Discord does not take this message. */
  | { readonly kind: "refused"; readonly status: number; readonly code: number | null }
  | { readonly kind: "away"; readonly detail: string };

const messageBody = z.object({ id: z.string().regex(/^\d{1,20}$/) });
const faultBody = z.object({ code: z.int() });
const limitBody = z.object({ retry_after: z.number().min(0) });

export interface WebhookParts {
  readonly address: WebhookAddress;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

/** Posts a message through a webhook, or edits the one of this id. Never rejects, and never tells the address. */
export const sendThrough = async (
  { address, fetch, clock }: WebhookParts,
  messageId: string | null,
  body: object,
): Promise<Sent> => {
  const abort = new AbortController();
  const cancel = clock.after(ANSWER_WITHIN_MS, () => abort.abort());
  try {
    const response = await fetch(messageId === null ? address.postUrl : address.editUrl(messageId), {
      method: messageId === null ? "POST" : "PATCH",
      headers: { "content-type": "application/json", "user-agent": USER_AGENT },
      body: JSON.stringify(body),
      redirect: "error",
      signal: abort.signal,
    });
    const text = await response.text();
    return read(response, parse(text));
  } catch (error) {
    return { kind: "away", detail: detailOf(error) };
  } finally {
    cancel();
  }
};

const read = ({ status, headers }: Response, body: unknown): Sent => {
  const code = faultBody.safeParse(body).data?.code ?? null;
  if (status >= 200 && status < 300) {
    const message = messageBody.safeParse(body);
    if (message.success) return { kind: "sent", messageId: message.data.id, waitMs: spacing(headers) };
    return { kind: "away", detail: "an answer that is none of Discord's" };
  }
  if (status === 429) return { kind: "limited", waitMs: patience(headers, body) };
  if (status === 404 && code === UNKNOWN_MESSAGE) return { kind: "deleted", waitMs: spacing(headers) };
  // Without a code of Discord's it is the word of something in between.
  if (code !== null && (status === 401 || status === 403 || status === 404)) return { kind: "gone", status };
  if (status >= 400 && status < 500 && code !== null) return { kind: "refused", status, code };
  return { kind: "away", detail: `HTTP ${status}` };
};

/** How long to wait where the bucket is empty (https://docs.discord.com/developers/topics/rate-limits). */
const spacing = (headers: Headers): number =>
  headers.get("x-ratelimit-remaining") === "0" ? msOf(headers.get("x-ratelimit-reset-after")) : 0;

const patience = (headers: Headers, body: unknown): number => {
  const said = limitBody.safeParse(body).data?.retry_after;
  const waitMs = Math.max(said === undefined ? 0 : said * 1_000, msOf(headers.get("retry-after")));
  return waitMs === 0 ? PATIENCE_MS.unsaid : Math.min(Math.ceil(waitMs), PATIENCE_MS.most);
};

const msOf = (seconds: string | null): number => {
  const ms = Number(seconds ?? 0) * 1_000;
  return Number.isFinite(ms) && ms > 0 ? Math.min(Math.ceil(ms), PATIENCE_MS.most) : 0;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** The code alone: messages of `fetch` may hold the address. */
const detailOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return "unknown fault";
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.name;
};
