import { z } from "zod";

/** Fewer cannot hold the 128 bits that are out of every guesser's reach, whatever the alphabet. */
const LEAST_CHARS = 32;

// A line break at the end is a file's, not the key's.
const key = z
  .string()
  .trim()
  .min(LEAST_CHARS, `at least ${LEAST_CHARS} random characters, such as openssl rand -base64 32 makes`)
  .optional();

/** The settings of the keys, as `.env.sample` documents them. */
export const secretsShape = { SECRET_KEY: key, SECRET_KEY_PREVIOUS: key };
