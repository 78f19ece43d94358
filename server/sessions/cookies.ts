import { SESSION_MS } from "./session.ts";

/** How long someone may take at Discord to agree. */
export const SIGN_IN_MS = 600_000;

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/;

/** How cookies are named and guarded at the address under which people reach this server. */
export interface CookieRules {
  /** Of the session's cookie. */
  readonly session: string;
  /** Of the one that binds a sign-in under way to its browser. */
  readonly signIn: string;
  /** Whether browsers send them over TLS alone, and only to this very host. */
  readonly isSecure: boolean;
}

/**
 * `__Host-` and Secure on https and on loopback, which browsers trust as much; plain names elsewhere. PUBLIC_URL alone
 * decides, so that no header can: it is where sign-ins end.
 */
export const cookieRulesAt = (publicUrl: string): CookieRules => {
  const { protocol, hostname } = new URL(publicUrl);
  const isSecure = protocol === "https:" || LOOPBACK.test(hostname);
  const prefix = isSecure ? "__Host-" : "";
  return { session: `${prefix}shardlight`, signIn: `${prefix}shardlight-sign-in`, isSecure };
};

const cookie = (name: string, value: string, maxAgeMs: number, { isSecure }: CookieRules): string =>
  [
    `${name}=${value}`,
    "Path=/",
    `Max-Age=${Math.floor(maxAgeMs / 1_000)}`,
    "HttpOnly",
    "SameSite=Lax",
    ...(isSecure ? ["Secure"] : []),
  ].join("; ");

/** `Set-Cookie` of a new session. */
export const sessionCookie = (rules: CookieRules, secret: string): string =>
  cookie(rules.session, secret, SESSION_MS, rules);

/** `Set-Cookie` that forgets the session. */
export const noSessionCookie = (rules: CookieRules): string => cookie(rules.session, "", 0, rules);

/** `Set-Cookie` of a sign-in that begins. */
export const signInCookie = (rules: CookieRules, key: string): string =>
  cookie(rules.signIn, key, SIGN_IN_MS, rules);

/** A cookie's value in a `Cookie` header, where it looks like a secret of ours; else null. */
export const secretInCookies = (header: string | undefined, name: string): string | null => {
  for (const pair of (header ?? "").split(";")) {
    const [key = "", value = ""] = pair.trim().split("=");
    if (key === name && /^[\w-]{43}$/.test(value)) return value;
  }
  return null;
};
