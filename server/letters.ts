/** Random bytes, as `node:crypto` gives them. */
export type RandomBytes = (size: number) => Uint8Array;

/** Crockford's base 32 in lower case: 5 bits a letter, none of them mistaken for another, one word to a double click. */
export const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

/** So many random letters. */
export const randomLetters = (count: number, random: RandomBytes): string =>
  Array.from(random(count), (byte) => LETTERS[byte & 31]).join("");
