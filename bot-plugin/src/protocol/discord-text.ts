/** Text of others as Discord shows it literally: on one line, no formatting, no mention, no link. */
export const literal = (text: string, mostChars: number): string => {
  const plain = text
    .replace(/\p{Cf}/gu, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  const chars = [...plain];
  const cut = chars.length > mostChars ? `${chars.slice(0, mostChars - 1).join("")}…` : plain;
  // A backslash takes the meaning from any ASCII punctuation, that of links (`:`) and mentions (`@`, `<`) too.
  return cut.replace(/[!-/:-@[-`{-~]/g, "\\$&");
};

/** An instant as each reader's own clock has it: `3 minutes ago`. @param at epoch ms */
export const relativeTime = (at: number): string => `<t:${Math.floor(at / 1_000)}:R>`;

/** An instant with its date and how long ago it is, in each reader's own zone. @param at epoch ms */
export const timeOfDay = (at: number): string => `<t:${Math.floor(at / 1_000)}:f> (${relativeTime(at)})`;
