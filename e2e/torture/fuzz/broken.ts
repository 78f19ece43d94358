import fc from "fast-check";
import { jsonText } from "./nonsense.ts";

/** Stands where the other value is put in, once the rest is JSON. */
const HOLE = "@hole@";

/** All places in a value: each object's and each list's entries, whatever the depth. */
const placesIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value !== "object" || value === null
    ? [path]
    : [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))];

const withHoleAt = (value: unknown, [key, ...rest]: readonly string[]): unknown => {
  if (key === undefined) return HOLE;
  if (Array.isArray(value))
    return value.map((inner, place) => (String(place) === key ? withHoleAt(inner, rest) : inner));
  return Object.fromEntries(
    Object.entries(value as object).map(([name, inner]) => [
      name,
      name === key ? withHoleAt(inner, rest) : inner,
    ]),
  );
};

/** What is kept and shown to staff, or handed to bots: there the marker would rightly come back. */
const SHOWN = /name|label|pools|password|region|note|reason|text|version|sources|plugins|detail/;

/** The right value as JSON, and as often with one thing in it that is something else, left out or put in twice. */
export const perhapsBroken = (right: object): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(JSON.stringify(right)) },
    {
      weight: 5,
      arbitrary: fc.tuple(fc.constantFrom(...placesIn(right)), jsonText).map(([path, made]) => {
        const other = path.some((key) => SHOWN.test(key)) ? made.replaceAll("<marker>", "ware") : made;
        return JSON.stringify(withHoleAt(right, path)).replace(`"${HOLE}"`, () => other);
      }),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom("__proto__", "constructor", "<marker>", "pool", "id", "type"), jsonText)
        .map(([name, value]) => `${JSON.stringify(right).slice(0, -1)},"${name}":${value}}`),
    },
    { weight: 1, arbitrary: fc.constant(JSON.stringify(right).slice(0, -1)) },
  );
