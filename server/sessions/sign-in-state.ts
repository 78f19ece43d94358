import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { EpochMs } from "../clock.ts";
import { SIGN_IN_MS } from "./cookies.ts";
import { pathHere } from "./path-here.ts";

/** What a sign-in has to know again when it comes back. */
export interface SignIn {
  /** Where to go then: a path of this server. */
  readonly to: string;
  /** Whether Discord was asked not to show anything. */
  readonly isSilent: boolean;
  readonly at: EpochMs;
}

const signInSchema = z.tuple([z.string(), z.string(), z.boolean(), z.number()]);

const derive = (key: string, purpose: string, text: string): string =>
  createHmac("sha256", key).update(`${purpose}:${text}`).digest("base64url");

/** PKCE's code verifier (RFC 7636) of a sign-in: 43 characters that only the browser's cookie leads to. */
const verifierOf = (key: string, nonce: string): string => derive(key, "verifier", nonce);

/**
 * Begins a sign-in. Nothing is kept here: `state` says what it is about, and is signed with a key that this browser
 * alone has, in a cookie. So it survives a restart, tabs do not disturb each other, and nobody can fill a memory.
 * @param nonce random, for each sign-in another
 */
export const beginSignIn = (key: string, nonce: string, { to, isSilent, at }: SignIn) => {
  const said = Buffer.from(JSON.stringify([nonce, to, isSilent, at])).toString("base64url");
  return { state: `${said}.${derive(key, "state", said)}`, verifier: verifierOf(key, nonce) };
};

/** What a state says; null where it makes no sense: whoever knows the key, of their own browser, can sign anything. */
const readState = (said: string): z.infer<typeof signInSchema> | null => {
  try {
    return signInSchema.parse(JSON.parse(Buffer.from(said, "base64url").toString()));
  } catch {
    return null;
  }
};

/** The sign-in that a state belongs to; null where it was begun by another browser, was changed, or is too old. */
export const resumeSignIn = (
  key: string,
  state: string,
  now: EpochMs,
): (SignIn & { readonly verifier: string }) | null => {
  const [said = "", signature = ""] = state.split(".");
  const [expected, given] = [Buffer.from(derive(key, "state", said)), Buffer.from(signature)];
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return null;
  const read = readState(said);
  if (read === null) return null;
  const [nonce, to, isSilent, at] = read;
  if (Math.abs(now - at) >= SIGN_IN_MS) return null;
  // On plain http another site may have planted the key, and an address of its own with it.
  return { to: pathHere(to), isSilent, at, verifier: verifierOf(key, nonce) };
};
