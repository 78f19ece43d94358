/** One thing that was said or kept in a run, and by whom. */
export interface Saying {
  readonly where: string;
  readonly text: string;
}

/** A secret found where it must not be; `secret` is what it opens, not what it is. */
export interface Leak {
  readonly where: string;
  readonly secret: string;
}

/** Shorter ones would be found by chance. */
const SHORTEST = 16;

/** A secret as it is, and in the clothes in which it could slip out: in base64 wherever it begins, in hex, in a URL. */
const formsOf = (secret: string): string[] => {
  const bytes = Buffer.from(secret);
  const inBase64 = [0, 1, 2].flatMap((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes]);
    // Its ends mix with what stands beside it.
    const text = shifted.toString("base64").replace(/=+$/, "").slice(4, -3);
    return [text, text.replaceAll("+", "-").replaceAll("/", "_")];
  });
  return [secret, encodeURIComponent(secret), bytes.toString("hex"), ...inBase64];
};

/** Looks for each secret, by the name of what it opens, in everything. */
export const leaksIn = (
  sayings: Iterable<Saying>,
  secrets: Readonly<Record<string, string>>,
): readonly Leak[] => {
  const sought = Object.entries(secrets).map(([name, secret]) => {
    if (secret.length < SHORTEST) throw new Error(`${name} is too short to be looked for`);
    return { name, forms: formsOf(secret) };
  });
  return [...sayings].flatMap(({ where, text }) =>
    sought.flatMap(({ name, forms }) =>
      forms.some((form) => text.includes(form)) ? { where, secret: name } : [],
    ),
  );
};
