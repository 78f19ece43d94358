import { z } from "zod";

/** A whole number within bounds; `fallback` where it was left out. */
export const wholeNumber = (from: number, to: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `a whole number from ${from} to ${to}`)
    .default(fallback);

/** An address of the web, as text. */
export const webAddress = z.url({
  protocol: /^https?$/,
  error: "an address that starts with https:// or http://",
});

/** The parts between the commas, without spaces around them; empty ones do not count. */
export const commaList = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
