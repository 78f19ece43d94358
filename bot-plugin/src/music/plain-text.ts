/** Controls, line breaks, halves of a pair, and marks that turn the direction of what follows. */
const UNPRINTED = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** The longest that is looked at, as a multiple of what is wanted. */
const LOOKED_AT = 4;

/** Any value as text on one line, of at most `mostChars` UTF-16 units; "" where it is no text. */
export const plainText = (value: unknown, mostChars: number): string => {
  if (typeof value !== "string") return "";
  const text = value
    .slice(0, mostChars * LOOKED_AT)
    .replace(UNPRINTED, " ")
    .trim();
  return text.length > mostChars ? `${text.slice(0, mostChars - 1).replace(/[\ud800-\udbff]$/, "")}…` : text;
};
