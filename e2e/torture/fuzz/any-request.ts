import fc from "fast-check";
import { jsonText, number, segment } from "./nonsense.ts";
import { type Header, HOST, RIGHT } from "./report-request.ts";
import { type Case, FRAMINGS } from "./request.ts";

const secret = fc.constantFrom(
  "Bearer <passphrase>",
  "Bearer <token>",
  "Bearer <ops>",
  "<passphrase>",
  "Bearer <foreign>",
  "Bearer <marker>",
  "Basic <marker>",
  "Bearer ",
  "",
  " ",
  "Bearer <passphrase>, Bearer <marker>",
  "\xff\xfe<marker>",
  `Bearer ${"<marker>".repeat(200)}`,
);

const anyHeader = fc.oneof(
  secret.map((value): Header => ["Authorization", value]),
  fc.tuple(
    fc.constantFrom(
      "Content-Encoding",
      "Content-Length",
      "Transfer-Encoding",
      "Last-Event-ID",
      "Accept-Encoding",
      "Accept",
      "X-Forwarded-For",
      "Forwarded",
      "X-Forwarded-Host",
      "Cookie",
      "Host",
      "Origin",
      "Upgrade",
      "Connection",
      "Expect",
      "Range",
      "If-None-Match",
      "If-Modified-Since",
      "Sec-WebSocket-Version",
      "Sec-WebSocket-Key",
      "Content-Type",
      "Referer",
      "__proto__",
      "constructor",
    ),
    fc.oneof(
      number,
      fc.constantFrom(
        "<marker>",
        "gzip",
        "chunked",
        "identity",
        "websocket",
        "h2c",
        "upgrade",
        "keep-alive, Upgrade",
        "close",
        "13",
        "dGhlIHNhbXBsZSBub25jZQ==",
        "100-continue",
        "bytes=0-<marker>",
        "bytes=9-1,-0",
        "10.0.0.1, <marker>",
        "for=<marker>",
        "<marker>:99999999",
        "[::1",
        "a b",
        "null",
        "*",
        "look=%7B%22<marker>%22%3A1%7D; __proto__=1",
        "\xff\x80<marker>",
        "Thu, 01 Jan 1970 00:00:00 <marker>",
      ),
    ),
  ),
);

/** Other spellings of a path. */
const SPELL: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => `/${path}`,
  (path) => path.replaceAll("/", "//"),
  (path) => path.replace(/\/(?=[^/]*$)/, "%2F"),
  (path) => `/assets/..%2f${path.slice(1)}`,
  (path) => `/x/../${path.slice(1)}`,
  (path) => `/%2e${path}`,
  (path) => path.toUpperCase(),
  (path) => `${path}.`,
  (path) => `${path}/`,
  (path) => `${path}%00`,
  (path) => `${path}%`,
  (path) => `${path};<marker>=1`,
  (path) => `${path}#<marker>`,
  (path) => `http://<marker>.example${path}`,
  (path) => `http://[${path}`,
  (path) => path.replaceAll("/", "\\"),
  (path) => `${path}/${"<marker>/".repeat(400)}`,
  (path) => path.slice(1),
  () => "*",
];
const query = fc.oneof(
  fc.constant(""),
  segment.map((made) => `?after=${made}`),
  segment.map((made) => `?${made}=1&q=${made}&__proto__[x]=1`),
);
const METHODS = [
  "GET",
  "HEAD",
  "OPTIONS",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "TRACE",
  "PROPFIND",
  "QUERY",
  "BREW",
];
const PARAMETER = /:\w+(?:\{\S+\})?|\{\w+\}/g;

/** Requests of any kind for these paths, of which those with parameters name the cluster `main` or nonsense. */
export const anything = (paths: readonly string[]) =>
  fc
    .record({
      path: fc.constantFrom(...paths),
      segments: fc.array(fc.oneof(fc.constantFrom("main", "1", "3"), segment), {
        minLength: 3,
        maxLength: 3,
      }),
      spelling: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(SPELL.length - 1)),
      query,
      method: fc.oneof(fc.constantFrom("GET", "POST"), fc.constantFrom(...METHODS)),
      isLetIn: fc.boolean(),
      headers: fc.array(anyHeader, { maxLength: 4 }),
      body: fc.option(jsonText, { nil: undefined, freq: 2 }),
      framing: fc.oneof({ weight: 6, arbitrary: fc.constant("told" as const) }, fc.constantFrom(...FRAMINGS)),
    })
    .map((made): Case => {
      let place = 0;
      const path = made.path.replace(PARAMETER, () => made.segments[place++] ?? "");
      const target = `${SPELL[made.spelling]?.(path) ?? path}${made.query}`;
      const headers = [HOST, ...(made.isLetIn ? [RIGHT] : []), ...made.headers];
      // The page shows a form again with what was written into it.
      const body =
        made.body === undefined || path.startsWith("/find")
          ? undefined
          : { parts: [[made.body, 1]] as const };
      return {
        expected: "either",
        sends: { method: made.method, target, headers, body, framing: made.framing },
      };
    });

/** Bytes that are no request. */
export const noise = fc
  .oneof(
    fc.constantFrom(
      "\r\n\r\n\r\n",
      "GET\r\n\r\n",
      "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "GET /<marker>\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET /<marker> HTTP/1.1\nHost: x\n\n",
      "GET / HTTP/1.1\r\nHost: x\r\nHost: <marker>\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: x\r\n<marker>\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: x\r\n folded: <marker>\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: x\r\nA : <marker>\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n<marker>",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 2\r\n\r\n<marker>",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n<marker>",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, <marker>\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n<marker>",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03<marker>",
      "CONNECT <marker>:443 HTTP/1.1\r\nHost: x\r\n\r\n",
      `GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${"<marker>".repeat(3_000)}\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: x\r\n${"X: <marker>\r\n".repeat(2_100)}\r\n`,
      "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".repeat(20),
    ),
    fc.array(fc.nat(255), { maxLength: 60 }).map((bytes) => `${String.fromCharCode(...bytes)}<marker>`),
    fc
      .array(fc.nat(255), { maxLength: 20 })
      .map((bytes) => `GET /${String.fromCharCode(...bytes)} HTTP/1.1\r\nHost: x\r\n\r\n`),
  )
  .map((bytes): Case => ({ expected: "either", sends: { bytes } }));
