import fc from "fast-check";
import { GZIP, report, reported } from "./report-request.ts";
import type { Case, Request } from "./request.ts";

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
export const large = fc.constantFrom(...LARGE).map((sends): Case => ({ expected: "refused", sends }));
