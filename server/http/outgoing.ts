import { lookup as lookupInDns } from "node:dns";
import http, { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";

/** Why there is no answer: one of these, or the system's code such as `ECONNREFUSED`. */
export type OutgoingCode =
  | "forbidden_address"
  | "redirect"
  | "too_large"
  | "timeout"
  | "aborted"
  | (string & Record<never, never>);

/** A request without a whole answer. Holds no address and no secret; hence it has no `cause`. */
export class OutgoingError extends Error {
  readonly code: OutgoingCode;
  /** HTTP status, where the answer began; null where it did not. */
  readonly status: number | null;
  readonly headers: IncomingHttpHeaders;

  constructor(code: OutgoingCode, answer: IncomingMessage | null = null) {
    super(`a request to another server failed: ${code}`);
    this.name = "OutgoingError";
    this.code = code;
    this.status = answer?.statusCode ?? null;
    this.headers = answer?.headers ?? {};
  }
}

export interface OutgoingRequest {
  /** Default: GET. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For all of it, from the look-up of the name to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Of the answer's body. */
  readonly maxBytes: number;
  /** Ends it with `aborted`. */
  readonly signal?: AbortSignal;
}

export interface OutgoingAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body, as UTF-8. */
  readonly text: string;
}

/**
 * Asks a server whose address others have named.
 * @throws OutgoingError where there is no whole answer, or it is a redirect; never anything else
 */
export type Outgoing = (url: string, request: OutgoingRequest) => Promise<OutgoingAnswer>;

export interface OutgoingParts {
  /** Asked for every IP address that a name stands for; one that is not allowed is enough to refuse. */
  readonly isAllowed: (ip: string) => boolean;
  /** Default: the system's. */
  readonly lookup?: LookupFunction;
}

/** Makes requests that reach allowed addresses only: the address that was looked at is the one that is connected to. */
export const createOutgoing = ({ isAllowed, lookup = lookupInDns }: OutgoingParts): Outgoing => {
  const checkedLookup: LookupFunction = (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, "");
      const addresses = typeof found === "string" ? [] : found;
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isAllowed(address))) {
        return callback(new OutgoingError("forbidden_address"), "");
      }
      if (options.all) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });

  return (url, request) =>
    new Promise((resolve, reject) => {
      const fail = (error: unknown) =>
        reject(error instanceof OutgoingError ? error : new OutgoingError(codeOf(error)));
      try {
        const target = new URL(url);
        const { protocol, hostname } = target;
        if (protocol !== "http:" && protocol !== "https:") throw new OutgoingError("ERR_INVALID_PROTOCOL");
        const host = hostname.replace(/^\[|\]$/g, "");
        // An address is connected to without a look-up.
        if (isIP(host) !== 0 && !isAllowed(host)) throw new OutgoingError("forbidden_address");
        exchange(target, request, { lookup: checkedLookup, agent: false, rejectUnauthorized: true }).then(
          resolve,
          fail,
        );
      } catch (error) {
        fail(error);
      }
    });
};

/** One request and its whole answer; the connection is gone when it settles. */
const exchange = (
  url: URL,
  { method = "GET", headers = {}, body, timeoutMs, maxBytes, signal }: OutgoingRequest,
  options: RequestOptions & https.RequestOptions,
): Promise<OutgoingAnswer> =>
  new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? https : http).request(url, { ...options, method, headers });
    let answer: IncomingMessage | null = null;
    const settle = (act: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      act();
      request.destroy();
    };
    const fail = (code: OutgoingCode) => settle(() => reject(new OutgoingError(code, answer)));
    const failBy = (error: unknown) =>
      error instanceof OutgoingError ? settle(() => reject(error)) : fail(codeOf(error));
    const abort = () => fail("aborted");
    const timer = setTimeout(() => fail("timeout"), timeoutMs);
    request.on("error", failBy);
    if (signal?.aborted) return abort();
    signal?.addEventListener("abort", abort);
    // Whatever else ends the connection, such as an upgrade that nobody asked for. An answer may outlive it.
    request.on("close", () => {
      if (answer === null) fail("ECONNRESET");
    });
    request.on("response", (response) => {
      answer = response;
      const status = response.statusCode ?? 0;
      if (status >= 300 && status < 400) return fail("redirect");
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("error", failBy);
      response.on("close", () => fail("ECONNRESET"));
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBytes) fail("too_large");
        else chunks.push(chunk);
      });
      response.on("end", () =>
        settle(() => resolve(answerOf(status, response.headers, Buffer.concat(chunks)))),
      );
    });
    request.end(body);
  });

const answerOf = (status: number, headers: IncomingHttpHeaders, body: Buffer): OutgoingAnswer => ({
  status,
  headers,
  body,
  get text() {
    return body.toString("utf8");
  },
});

/** The code alone: the messages of the system name addresses. */
const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "UNKNOWN";
