import fc from "fast-check";
import { SHARD_STATES } from "#protocol/state.ts";
import { numberOfState } from "../../../server/glance/numbers.ts";
import { type Body, PACKINGS } from "./body.ts";
import { jsonText, number, text } from "./nonsense.ts";
import { GZIP, type Header, HOST, RIGHT, report, reported } from "./report-request.ts";
import type { Case, Request } from "./request.ts";

const state = fc.constantFrom(...SHARD_STATES);

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

export const status = fc.record({ state, more: harmless }).map(
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

export const taken = fc
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

export const refused = refusedSend.map((sends): Case => ({ expected: "refused", sends }));

/** Reports with anything in them, for a cluster of which nothing is known beforehand. */
export const wildReport = fc
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
