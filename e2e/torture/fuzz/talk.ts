import fc from "fast-check";
import { SHARD_STATES, type ShardState } from "#protocol/state.ts";
import { jsonText, text } from "./nonsense.ts";
import type { SocketFrame } from "./socket-frames.ts";

/** What a bot process says on its link, one after the other. */
export type Step =
  /** Right; in so many frames. */
  | { readonly says: "report"; readonly shard: number; readonly state: ShardState; readonly pieces: number }
  | { readonly says: "goodbye" }
  /** Changes nothing, and the link goes on. */
  | { readonly says: "nothing"; readonly frame: SocketFrame }
  /** After it the link is over, and nothing that follows counts. */
  | { readonly says: "nonsense"; readonly frames: readonly SocketFrame[] };

/** One connection to a WebSocket of the server. */
export interface Talk {
  /** With `token` the hello is refused: it is good for another cluster. */
  readonly secret: "passphrase" | "token";
  /** Null: a right one. */
  readonly hello: readonly SocketFrame[] | null;
  readonly steps: readonly Step[];
  /** How it is cut into writes: all at once, or in so many parts. */
  readonly writes: number;
}

const [TEXT, BINARY, CLOSE, PING, PONG] = [1, 2, 8, 9, 10] as const;

/** As UTF-8, a letter for each byte. */
const utf8 = (words: string): string => Buffer.from(words).toString("latin1");
const say = (words: string): readonly SocketFrame[] => [{ opcode: TEXT, payload: utf8(words) }];

const HELLO =
  '{"type":"hello","protocol":1,"cluster":"linked","boot":"<boot>","shardCount":64,"shardIds":[<shard>]}';
const REPORT = '{"type":"report","seq":<seq>,"shards":[{"id":<shard>,"state":"offline"}]}';

export const helloFrames = say(HELLO);

/** A report in so many pieces, with a ping between them. */
export const reportFrames = (words: string, pieces: number): readonly SocketFrame[] => {
  const payload = utf8(words);
  const size = Math.ceil(payload.length / pieces);
  return Array.from({ length: pieces }, (_, place): SocketFrame[] => [
    {
      opcode: place === 0 ? TEXT : 0,
      payload: payload.slice(place * size, (place + 1) * size),
      isFinal: place === pieces - 1,
    },
    ...(place === pieces - 1 ? [] : [{ opcode: PING, payload: "" }]),
  ]).flat();
};

/** A text frame with something wrong in it, that a hello or a report could be. */
const wrongWords = fc.oneof(
  text,
  jsonText.filter((made) => !made.includes('"type"')),
  fc.constantFrom(
    '{"type":"<marker>"}',
    '{"type":"__proto__"}',
    '{"type":"constructor"}',
    '{"type":["goodbye"]}',
    '{"type":"goodbye","<marker>":1}',
    '{"type":"welcome","protocol":1,"seq":9}',
    '{"__proto__":{"type":"goodbye"}}',
    '{"type":"report"}',
    REPORT.replace("<seq>", "-1"),
    REPORT.replace("<seq>", "1e400"),
    REPORT.replace("<seq>", "9007199254740993"),
    REPORT.replace("<seq>", '"<marker>"'),
    REPORT.replace("<shard>", "64"),
    REPORT.replace("<shard>", "-1"),
    REPORT.replace("offline", "<marker>"),
    REPORT.replace('"offline"', '"offline","<marker>":1'),
    REPORT.replace('"offline"', '"offline","reason":["<marker>"]'),
    REPORT.replace('"seq"', '"boot":"<marker>","seq"'),
    `${REPORT}<marker>`,
    REPORT.slice(0, -1),
    `[${REPORT}]`,
  ),
);

const wrongHello = fc.oneof(
  wrongWords,
  fc.constantFrom(
    HELLO.replace('"protocol":1', '"protocol":2'),
    HELLO.replace('"protocol":1', '"protocol":1e400'),
    HELLO.replace("linked", "<marker>"),
    HELLO.replace("linked", "__proto__"),
    HELLO.replace("64", "63"),
    HELLO.replace("[<shard>]", "[64]"),
    HELLO.replace("[<shard>]", '["<marker>"]'),
    HELLO.replace("<boot>", "<marker> <marker>"),
    HELLO.replace('"hello"', '"hello","<marker>":1'),
    '{"type":"goodbye"}',
    REPORT,
  ),
);

/** Frames that break the protocol of WebSockets, or the link's own rule of text frames that are not too large. */
const brokenFrames = fc.constantFrom<readonly SocketFrame[]>(
  [{ opcode: TEXT, payload: "<marker>", isMasked: false }],
  [{ opcode: 3, payload: "<marker>" }],
  [{ opcode: 11, payload: "<marker>" }],
  [{ opcode: TEXT, payload: "<marker>", reserved: 4 }],
  [{ opcode: TEXT, payload: "<marker>", reserved: 3 }],
  [{ opcode: PING, payload: "<marker>", isFinal: false }],
  [{ opcode: PING, payload: "<marker>".repeat(30) }],
  [{ opcode: TEXT, payload: "<marker>\xff" }],
  [{ opcode: TEXT, payload: "\xed\xa0\x80<marker>" }],
  [{ opcode: TEXT, payload: "\xf0\x9f\x98" }],
  [{ opcode: 0, payload: "<marker>" }],
  [
    { opcode: TEXT, payload: "<marker>", isFinal: false },
    { opcode: TEXT, payload: "<marker>" },
  ],
  [{ opcode: TEXT, payload: "", toldLength: "1048577" }],
  [{ opcode: TEXT, payload: "", toldLength: "9223372036854775807" }],
  [{ opcode: TEXT, payload: "", toldLength: "18446744073709551615" }],
  [{ opcode: CLOSE, payload: "<" }],
  [{ opcode: CLOSE, payload: "\x03\xe8\xff<marker>" }],
  [{ opcode: CLOSE, payload: "\x00\x00<marker>" }],
  [{ opcode: CLOSE, payload: "\x03\xed" }],
  [{ opcode: CLOSE, payload: "" }],
  [{ opcode: CLOSE, payload: "\x03\xe8" }],
  [{ opcode: BINARY, payload: REPORT }],
  [{ opcode: BINARY, payload: "<marker>\x00\xff" }],
);

const DEPTH = 100_000;
const nonsense = (words: fc.Arbitrary<string>): fc.Arbitrary<readonly SocketFrame[]> =>
  fc.oneof(
    { weight: 6, arbitrary: words.map(say) },
    { weight: 5, arbitrary: brokenFrames },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(`${"[".repeat(DEPTH)}${"]".repeat(DEPTH)}`, "<marker>".repeat(30_000))
        .map(say),
    },
  );

const harmless = fc
  .oneof(
    fc.constant({ opcode: PING, payload: "" }),
    fc.constantFrom("", "<marker>", "\xff").map((payload) => ({ opcode: PONG, payload })),
  )
  .map((frame): Step => ({ says: "nothing", frame }));

const report = fc
  .record({
    shard: fc.nat(3),
    state: fc.constantFrom(...SHARD_STATES),
    pieces: fc.integer({ min: 1, max: 4 }),
  })
  .map((made): Step => ({ says: "report", ...made }));

/** Links, most of which come to a bad end. */
export const linkTalk: fc.Arbitrary<Talk> = fc.record({
  secret: fc.oneof(
    { weight: 12, arbitrary: fc.constant("passphrase" as const) },
    fc.constant("token" as const),
  ),
  hello: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, nonsense(wrongHello)),
  steps: fc.array(
    fc.oneof(
      { weight: 8, arbitrary: report },
      { weight: 2, arbitrary: harmless },
      { weight: 1, arbitrary: fc.constant<Step>({ says: "goodbye" }) },
      { weight: 3, arbitrary: nonsense(wrongWords).map((frames): Step => ({ says: "nonsense", frames })) },
    ),
    { maxLength: 24, size: "+1" },
  ),
  writes: fc.constantFrom(1, 1, 2, 7),
});

/** Viewers of Glance's feed, who have nothing to say and say it all the same. */
export const viewerTalk: fc.Arbitrary<readonly SocketFrame[]> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.oneof(text, jsonText, fc.constant(REPORT), fc.constant(HELLO)).map(say) },
      { weight: 1, arbitrary: brokenFrames },
      { weight: 1, arbitrary: fc.constant(say("<marker>".repeat(200))) },
      { weight: 1, arbitrary: fc.constant([{ opcode: BINARY, payload: "<marker>\x00" }]) },
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((said) => said.flat());
