import fc from "fast-check";

/** Numbers at their edges, as they stand in JSON or in a path. */
export const NUMBERS = [
  "-1",
  "-0",
  "0",
  "00",
  "63",
  "64",
  "65535",
  "65536",
  "0.5",
  "1e1",
  "1e400",
  "-1e400",
  "1E-400",
  "9007199254740991",
  "9007199254740992",
  "9007199254740993",
  "18446744073709551616",
  "2147483648",
  "4294967296",
  "1".repeat(400),
] as const;

/** Numbers in texts only: no JSON knows them. */
const NO_NUMBERS = [
  "NaN",
  "Infinity",
  "+1",
  "0x10",
  "1_0",
  "١",
  "1 ",
  " 1",
  "",
  "null",
  "undefined",
] as const;

export const number = fc.constantFrom<string>(...NUMBERS);

/** Texts that something may stumble over, with the marker in them. */
export const text = fc.oneof(
  fc.constantFrom(
    "<marker>",
    "<marker>\r\nX-Injected: <marker>",
    "<marker>\u2028\u2029\u0085",
    "<marker>\u0000",
    "<marker>\ud800",
    "\udc00<marker>",
    "<marker>\u202e\ufeff",
    "</script><script><marker>",
    "$(<marker>){{<marker>}}",
    "' OR 1=1 --<marker>",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "../../<marker>",
    "<marker>".repeat(60),
  ),
  fc.string({ unit: "binary", maxLength: 12 }).map((made) => `<marker>${made}`),
);

/** The same as one part of a path, by somebody who knows how to write it there, or does not. */
export const segment = fc.oneof(
  number,
  fc.constantFrom<string>(...NO_NUMBERS.map(encodeURIComponent)),
  text.map((made) => encodeURIComponent(Buffer.from(made).toString()).replaceAll("%3Cmarker%3E", "<marker>")),
  fc.constantFrom(
    "main",
    "MAIN",
    "%6dain",
    "main%00",
    "main.",
    "..",
    "%2e%2e",
    "..%2f..%2fmain",
    "main%2F1",
    "%",
    "%zz",
    "%ff%fe",
    "%c0%af",
    "%ed%a0%80",
    "175928847299117063",
    "<marker>\xff",
    `<marker>${"a".repeat(5_000)}`,
  ),
);

/** JSON values of every kind where another was expected, as texts. */
export const jsonText = fc.oneof(
  number,
  fc.constantFrom("null", "true", "[]", "{}", '""', '"online"', '[["<marker>"]]', '{"<marker>":1}'),
  fc.constantFrom(
    '"\\ud800<marker>"',
    '"\\u0000<marker>"',
    '"<marker>\\u2028\\r\\n"',
    "NaN",
    "-",
    "01",
    "'x'",
  ),
  text.map((made) => JSON.stringify(made)),
  fc.jsonValue({ maxDepth: 3 }).map((made) => JSON.stringify(made)),
);
