import { createHash, randomBytes } from "node:crypto";
import type { OAuthPerson } from "./oauth-people.ts";

/** A code is good for one minute. */
const CODE_MS = 60_000;

/** What someone agreed to. */
export interface Consent {
  readonly person: OAuthPerson;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly challenge: string;
}

interface Code extends Consent {
  readonly at: number;
  /** The token that it was given for. */
  token: string | null;
}

const random = () => randomBytes(24).toString("base64url");

/** Codes and the tokens that were given for them, each once. */
export class OAuthCodes {
  readonly #codes = new Map<string, Code>();
  readonly #tokens = new Map<string, Consent>();
  /** All that was given or shown here and that nobody else may know. */
  readonly secrets: string[] = [];
  #now = 0;

  /** Lets time pass for codes. */
  pass(ms: number): void {
    this.#now += ms;
  }

  give(consent: Consent): string {
    const code = this.remember(random());
    this.#codes.set(code, { ...consent, at: this.#now, token: null });
    return code;
  }

  /** A token for a code; null where anything is not as it was. A code that comes twice ends its token (RFC 6749, 4.1.2). */
  exchange(form: URLSearchParams): { readonly token: string; readonly scopes: readonly string[] } | null {
    const code = this.#codes.get(form.get("code") ?? "");
    if (code === undefined) return null;
    if (code.token !== null) {
      this.#tokens.delete(code.token);
      return null;
    }
    const verifier = this.remember(form.get("code_verifier") ?? "");
    const isProven =
      /^[\w.~-]{43,128}$/.test(verifier) &&
      createHash("sha256").update(verifier).digest("base64url") === code.challenge;
    const isSame = form.get("redirect_uri") === code.redirectUri;
    if (!isProven || !isSame || this.#now - code.at >= CODE_MS) return null;
    code.token = this.remember(random());
    this.#tokens.set(code.token, code);
    return { token: code.token, scopes: code.scopes };
  }

  /** Notes a secret. */
  remember(secret: string): string {
    this.secrets.push(secret);
    return secret;
  }

  /** Who a token is of, where it is good for this. */
  holder(authorization: string | undefined, scope: string): OAuthPerson | null {
    const consent = this.#tokens.get(/^Bearer (\S+)$/.exec(authorization ?? "")?.[1] ?? "");
    return consent?.scopes.includes(scope) ? consent.person : null;
  }
}
