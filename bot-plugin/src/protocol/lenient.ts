/** The fields of an object of unknown make; none where it is no object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Sees any object as fields of unknown content, which is what every object is; null: it is none. */
export const fieldsOf = (value: unknown): Fields | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;

/** A text of 1 to `mostChars` characters, cut where it is longer; null: no text, or an empty one. */
export const textOf = (value: unknown, mostChars: number): string | null => {
  if (typeof value !== "string" || value === "") return null;
  return value.slice(0, mostChars);
};

/** A number, also where it was written as a text; null: none, or not a number. Infinite ones pass. */
export const numberOf = (value: unknown): number | null => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && !Number.isNaN(number) ? number : null;
};

/** A number within 0 to `most`; 0 where there is none. */
export const withinOf = (value: unknown, most: number): number =>
  Math.min(Math.max(numberOf(value) ?? 0, 0), most);

/** A whole number within 0 to `most`; 0 where there is none. */
export const countOf = (value: unknown, most: number): number => Math.floor(withinOf(value, most));

/** The entries of a list, the first `most`; none where it is no list. */
export const entriesOf = (value: unknown, most: number): readonly unknown[] =>
  Array.isArray(value) ? value.slice(0, most) : [];
