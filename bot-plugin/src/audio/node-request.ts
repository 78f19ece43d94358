/** More than any answer that is asked for has. */
const MAX_ANSWER_BYTES = 256 * 1_024;

/** A Lavalink v4 server as it is asked by REST. */
export interface NodeAccess {
  /** Its origin, such as `http://127.0.0.1:2333`. */
  readonly address: string;
  readonly password: string;
}

/** What a request may take. */
export interface RequestMeans {
  readonly fetch: typeof fetch;
  /** Gives it up. */
  readonly signal: AbortSignal;
}

/** `body` is undefined where it is too long or no JSON, and where the status is not 200. */
export type NodeAnswer =
  | { readonly kind: "answered"; readonly status: number; readonly body: unknown }
  | { readonly kind: "silent"; readonly detail: string };

/** Asks a node for JSON, and follows no redirect: the password is for this address alone. Never rejects. */
export const askNode = async (
  { address, password }: NodeAccess,
  path: string,
  { fetch: fetcher, signal }: RequestMeans,
): Promise<NodeAnswer> => {
  try {
    const headers = { authorization: password, accept: "application/json" };
    const response = await fetcher(`${address}${path}`, { headers, signal, redirect: "manual" });
    const text = response.status === 200 ? await readAtMost(response, MAX_ANSWER_BYTES) : null;
    if (text === null) await response.body?.cancel().catch(() => {});
    return { kind: "answered", status: response.status, body: text === null ? undefined : parse(text) };
  } catch (error) {
    return { kind: "silent", detail: detailOf(error) };
  }
};

/** null: it is longer. */
const readAtMost = async (response: Response, mostBytes: number): Promise<string | null> => {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The code of the fault, and never its words, which may hold the address or the header. */
const detailOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return "unknown fault";
  if (cause.name === "TimeoutError") return "no answer in time";
  return ("code" in cause && typeof cause.code === "string" ? cause.code : cause.name).slice(0, 64);
};
