import fc from "fast-check";
import { SHARD_STATES } from "#protocol/state.ts";
import { numberOfState } from "../../../server/glance/numbers.ts";
import { type Body, PACKINGS } from "./body.ts";
import { jsonText, number, segment, text } from "./nonsense.ts";
import { type Case, FRAMINGS, type Request } from "./request.ts";

const HOST = ["Host", "127.0.0.1"] as const;
const RIGHT = ["Authorization", "Bearer <passphrase>"] as const;
type Header = readonly [name: string, value: string];

const state = fc.constantFrom(...SHARD_STATES);
const REPORTS = "/api/v1/clusters/reported/reports";

/** Headers that change nothing of what a push means. */
const harmless = fc.subarray<Header>([
  ["User-Agent", "<marker>"],
  ["Accept-Encoding", "gzip;q=0, br, *;q=nonsense <marker>"],
  ["Cookie", "look=<marker>; __proto__=<marker>; =; %"],
  ["Origin", "https://<marker>.example"],
  ["Last-Event-ID", "<marker>"],
  ["Content-Type", "text/<marker>"],
  ["X-Request-Id", "<marker>"],
  ["__proto__", "<marker>"],
]);

const status = fc.record({ state, more: harmless }).map(
  ({ state, more }): Case => ({
    expected: "taken",
    changes: { cluster: "glance", state },
    sends: {
      method: "POST",
      target: `/api/status/glance/<shard>/${numberOfState(state)}`,
      headers: [HOST, RIGHT, ...more],
    },
  }),
);

const report = (state: string) =>
  `{"boot":"<boot>","seq":<seq>,"shardCount":64,"shards":[{"id":<shard>,"state":"${state}"}]}`;

const reported = (body: Body, more: Partial<Request> = {}, headers: readonly Header[] = []): Request => ({
  method: "POST",
  target: REPORTS,
  headers: [HOST, RIGHT, ...headers],
  body,
  ...more,
});

const taken = fc
  .record({ state, more: harmless, isPacked: fc.boolean(), framing: fc.constantFrom("told", "chunked") })
  .map(({ state, more, isPacked, framing }): Case => {
    const body: Body = { parts: [[report(state), 1]], packings: isPacked ? ["gzip"] : [] };
    const headers: Header[] = [...more, ...(isPacked ? [["Content-Encoding", "gzip"] as const] : [])];
    return {
      expected: "taken",
      changes: { cluster: "reported", state },
      sends: reported(body, { framing }, headers),
    };
  });

/** A report with one thing wrong; the texts of it are JSON, or nearly. */
const wrongReport = fc.oneof(
  fc
    .constantFrom("boot", "seq", "shardCount", "shards", "process", "timeoutMs")
    .map((field) => `{"boot":"<boot>","seq":<seq>,"shardCount":64,"shards":[],"${field}":["<marker>"]}`),
  fc
    .tuple(fc.constantFrom("__proto__", "constructor", "toString", "<marker>", ""), jsonText)
    .map(([name, value]) => `${report("offline").slice(0, -1)},"${name}":${value}}`),
  fc.constantFrom("online!", "<marker>", "ONLINE", "__proto__", "3").map(report),
  fc
    .constantFrom("-1", "0.5", "64", "1e400", "9007199254740993", '"1"', "NaN", "[<shard>]")
    .map((id) => `{"boot":"<boot>","seq":<seq>,"shardCount":64,"shards":[{"id":${id},"state":"offline"}]}`),
  fc
    .constantFrom("-1", "1.5", "1e400", "9007199254740993", "NaN", '"1"', "null")
    .map((seq) => report("offline").replace("<seq>", seq)),
  text.map((boot) => report("offline").replace('"<boot>"', JSON.stringify(`${boot} `))),
  fc.constant(report("offline").replace('"offline"', '"offline","reason":"<marker>","reasons":1')),
  fc.constant(report("offline").replace("64", "63")),
  fc.constant(report("offline").replace("[", '[{"id":<shard>,"state":"offline"},')),
  text.map((trailing) => `${report("offline")}${trailing}`),
  text.map((reason) =>
    report("offline").replace(
      '"offline"',
      `"offline","reason":${JSON.stringify(`${reason}${"x".repeat(201)}`)}`,
    ),
  ),
);

const cut = fc.double({ min: 0.05, max: 0.95, noNaN: true });
const good: Body["parts"] = [[report("offline"), 1]];
const GZIP: Header = ["Content-Encoding", "gzip"];
const refusedSend = fc.oneof(
  { weight: 8, arbitrary: wrongReport.map((wrong) => reported({ parts: [[wrong, 1]] })) },
  cut.map((cutAt) => reported({ parts: good, cutAt })),
  cut.map((packedCutAt) => reported({ parts: good, packings: ["gzip"], packedCutAt }, {}, [GZIP])),
  fc.constant(reported({ parts: good, packings: ["gzip", "gzip"] }, {}, [GZIP])),
  fc.constant(reported({ parts: good }, {}, [GZIP])),
  fc.constantFrom(...PACKINGS).map((packing) => reported({ parts: good, packings: [packing] })),
  fc
    .constantFrom("br", "deflate", "gzip, gzip", "GZIP<marker>", "<marker>", "identity, gzip")
    .map((coding) => reported({ parts: good }, {}, [["Content-Encoding", coding]])),
  fc
    .tuple(fc.constantFrom([0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf8], [0xe2, 0x82], [0]), cut)
    .map(([bytes, bytesAt]) => reported({ parts: good, bytes, bytesAt })),
  fc
    .constantFrom("too short", "too long", "both", "broken chunks", "untold")
    .map((framing) => reported({ parts: good }, { framing })),
  fc
    .constantFrom(
      "",
      "Bearer",
      "Bearer <marker>",
      "Basic <marker>",
      "<passphrase>x",
      "Bearer <foreign>",
      "bearer  ",
    )
    .map((value): Request => ({ ...reported({ parts: good }), headers: [HOST, ["Authorization", value]] })),
  fc.constantFrom("Bearer <token>", "<token>").map(
    // It is good, but for another cluster.
    (value): Request => ({ ...reported({ parts: good }), headers: [HOST, ["Authorization", value]] }),
  ),
  fc
    .constantFrom("glance", "reported")
    .map(
      (cluster): Request => ({ method: "POST", target: `/api/status/${cluster}/<shard>/2`, headers: [HOST] }),
    ),
  fc.constantFrom("7", "-1", "03", "1e0", "%31%31", "<marker>").map(
    (word): Request => ({
      method: "POST",
      target: `/api/status/glance/<shard>/${word}`,
      headers: [HOST, RIGHT],
    }),
  ),
);

const refused = refusedSend.map((sends): Case => ({ expected: "refused", sends }));

/** Bodies that cost much to unpack or to read. */
const DEPTH = 100_000;
const MEBIBYTE = 1_048_576;
const LARGE: readonly Request[] = [
  reported({
    parts: [
      ["[", DEPTH],
      ["]", DEPTH],
    ],
  }),
  reported({
    parts: [
      ['{"a":', DEPTH],
      ["1", 1],
      ["}", DEPTH],
    ],
  }),
  reported({
    parts: [
      ['{"boot":"<boot>","seq":<seq>,"shardCount":64,"shards":', 1],
      ["[", DEPTH],
      ["]", DEPTH],
      ["}", 1],
    ],
  }),
  reported({ parts: [["[", DEPTH]] }),
  reported({
    parts: [
      [" ", MEBIBYTE],
      [report("offline"), 1],
    ],
  }),
  reported(
    {
      parts: [
        [" ", 8 * MEBIBYTE],
        [report("offline"), 1],
      ],
      packings: ["gzip"],
    },
    {},
    [GZIP],
  ),
  reported({
    parts: [
      ["[0,", 300_000],
      ["0", 1],
    ],
  }),
  reported({
    parts: [
      ['"<marker>', 1],
      ["\\ud800", 100_000],
      ['"', 1],
    ],
  }),
  reported({
    parts: [
      ["[", 1],
      ['{"__proto__":{"<marker>":1}},', 20_000],
      ["1]", 1],
    ],
  }),
  reported({ parts: [["1", 900_000]] }),
  reported({ parts: [["<marker>", 200_000]] }, { framing: "chunked" }),
];
const large = fc.constantFrom(...LARGE).map((sends): Case => ({ expected: "refused", sends }));

/** Reports with anything in them, for a cluster of which nothing is known beforehand. */
const wildReport = fc
  .record({
    boot: fc.nat(30).map((n) => `"wild-${n}"`),
    seq: number,
    shards: fc.array(
      fc.record({
        id: fc.oneof(fc.nat(70).map(String), number),
        state,
        word: fc.oneof(number, fc.constantFrom("null", '""', '"ware"', '"wa\\u2028re"', '"\\ud800"')),
        field: fc.constantFrom("reason", "latencyMs", "guilds", "unavailableGuilds", "reconnects"),
      }),
      { maxLength: 5 },
    ),
    process: fc.constantFrom(
      '{"label":"ware"}',
      '{"uptimeMs":1e400}',
      '{"memoryBytes":9007199254740991}',
      "{}",
    ),
  })
  .map(({ boot, seq, shards, process }): Case => {
    const list = shards.map(
      ({ id, state, field, word }) => `{"id":${id},"state":"${state}","${field}":${word}}`,
    );
    const body = `{"boot":${boot},"seq":${seq},"shardCount":60,"shards":[${list}],"process":${process}}`;
    return {
      expected: "either",
      sends: { ...reported({ parts: [[body, 1]] }), target: "/api/v1/clusters/main/reports" },
    };
  });

const secret = fc.constantFrom(
  "Bearer <passphrase>",
  "Bearer <token>",
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
const PARAMETER = /\{\w+\}|:\w+/g;

/** Requests of any kind for these paths, of which those with parameters name the cluster `main` or nonsense. */
const anything = (paths: readonly string[]) =>
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
const noise = fc
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

/** All kinds of cases. @param paths of the API, with `{name}` for parameters, and of the page */
export const caseFor = (paths: readonly string[]): fc.Arbitrary<Case> =>
  fc.oneof(
    { weight: 20, arbitrary: status },
    { weight: 15, arbitrary: taken },
    { weight: 35, arbitrary: refused },
    { weight: 40, arbitrary: anything(paths) },
    { weight: 10, arbitrary: wildReport },
    { weight: 8, arbitrary: noise },
    { weight: 1, arbitrary: large },
  );
