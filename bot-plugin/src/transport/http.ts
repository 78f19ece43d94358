import { z } from "zod";
import type { Report } from "../protocol/report.ts";
import { withDeadline } from "./deadline.ts";
import { authorization, type Server, urlOf } from "./server.ts";

/** How long an answer is waited for. */
const ANSWER_WITHIN_MS = 10_000;

/** What became of a request. */
export type Answer =
  | { readonly kind: "kept" }
  /** The secret is wrong or missing. */
  | { readonly kind: "unauthorized" }
  /** The server understood and will not have it; `message` says what to do. */
  | { readonly kind: "refused"; readonly message: string }
  /** The server is there and asks for another try. */
  | { readonly kind: "busy"; readonly retryAfterMs: number }
  | { readonly kind: "away"; readonly detail: string };

const errorBody = z.object({
  error: z.object({
    message: z.string(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  }),
});

/** Reports over HTTP, for where WebSockets do not get through. Never rejects. */
export class HttpLine {
  readonly #server: Server;
  readonly #fetch: typeof fetch;
  readonly #abort = new AbortController();

  constructor(server: Server, fetcher: typeof fetch) {
    this.#server = server;
    this.#fetch = fetcher;
  }

  report(cluster: string, report: Report): Promise<Answer> {
    const path = `/api/v1/clusters/${encodeURIComponent(cluster)}/reports`;
    return this.#ask(path, "POST", { body: JSON.stringify(report) });
  }

  goodbye(cluster: string, boot: string, withinMs: number): Promise<Answer> {
    const path = `/api/v1/clusters/${encodeURIComponent(cluster)}/processes/${encodeURIComponent(boot)}`;
    return this.#ask(path, "DELETE", {}, withinMs);
  }

  /** Gives up reports that are under way. */
  abort(): void {
    this.#abort.abort();
  }

  async #ask(path: string, method: string, init: RequestInit, withinMs = ANSWER_WITHIN_MS): Promise<Answer> {
    try {
      const headers = { "content-type": "application/json", ...authorization(this.#server) };
      const url = urlOf(this.#server, path, "http");
      return await withDeadline(withinMs, this.#abort.signal, async (signal) =>
        answerOf(await this.#fetch(url, { signal, redirect: "error", ...init, method, headers })),
      );
    } catch (error) {
      return { kind: "away", detail: detailOf(error) };
    }
  }
}

const answerOf = async (response: Response): Promise<Answer> => {
  // The body is read to its end in any case, so that the connection can be used again.
  const text = await response.text();
  const { status } = response;
  if (status >= 200 && status < 300) return { kind: "kept" };
  const body = errorBody.safeParse(parse(text));
  if ((status === 401 || status === 403) && body.success) return { kind: "unauthorized" };
  if ((status === 503 || status === 429) && body.success) {
    const seconds = Number(response.headers.get("retry-after"));
    return { kind: "busy", retryAfterMs: Math.min(Math.max(seconds || 1, 1), 60) * 1_000 };
  }
  return status < 500 && body.success
    ? { kind: "refused", message: inWords(body.data.error) }
    : { kind: "away", detail: `HTTP ${status}` };
};

const inWords = ({ message, issues: [issue] = [] }: z.infer<typeof errorBody>["error"]): string =>
  issue === undefined ? message : `${message} (${issue.path}: ${issue.message})`;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** `fetch` hides what happened in `cause`. */
const detailOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return "unknown fault";
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
};
