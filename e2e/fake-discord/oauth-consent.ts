import type { ServerResponse } from "node:http";
import { CONSENT, page } from "./oauth-answers.ts";
import type { OAuthCodes } from "./oauth-codes.ts";
import type { OAuthPerson } from "./oauth-people.ts";

const SCOPES = new Set(["identify", "guilds"]);

/** What it has to know of the rest of the fake. */
interface Ground {
  readonly clientId: string;
  readonly redirectUris: ReadonlySet<string>;
  readonly person: OAuthPerson;
  readonly silentError: string | null;
  readonly codes: OAuthCodes;
}

/** Where people are asked whether an application may know who they are. */
export class OAuthConsent {
  readonly #ground: Ground;
  readonly #asking: string;
  /** Users who agreed before. */
  readonly #agreed = new Set<string>();

  /** @param asking a page with a form that posts `answer`, allow or deny */
  constructor(ground: Ground, asking = CONSENT) {
    this.#ground = ground;
    this.#asking = asking;
  }

  /** Asks the person, unless they agreed before and nothing is to be shown. @param answer what they pressed; null: nothing yet */
  answer(query: URLSearchParams, response: ServerResponse, answer: string | null): void {
    const { clientId, redirectUris } = this.#ground;
    const redirectUri = query.get("redirect_uri") ?? "";
    // Whoever sends people elsewhere is not told anything there.
    if (query.get("client_id") !== clientId || !redirectUris.has(redirectUri)) {
      page(response, 400, "<h1>Invalid OAuth2 redirect_uri or client_id</h1>");
      return;
    }
    const target = new URL(redirectUri);
    const parameters = this.#verdict(query, answer, redirectUri);
    if (parameters === null) {
      page(response, 200, this.#asking);
      return;
    }
    const state = query.get("state");
    target.search = new URLSearchParams({ ...parameters, ...(state !== null && { state }) }).toString();
    response.writeHead(302, { Location: target.href }).end();
  }

  /** What the application is told; null: the person has to be asked. */
  #verdict(
    query: URLSearchParams,
    answer: string | null,
    redirectUri: string,
  ): Record<string, string> | null {
    const { person, silentError, codes } = this.#ground;
    const scopes = (query.get("scope") ?? "").split(" ");
    const challenge = query.get("code_challenge") ?? "";
    const isProvable = query.get("code_challenge_method") === "S256" && /^[\w-]{43}$/.test(challenge);
    if (query.get("response_type") !== "code") return { error: "unsupported_response_type" };
    if (!scopes.every((scope) => SCOPES.has(scope))) return { error: "invalid_scope" };
    if (!isProvable) return { error: "invalid_request", error_description: "PKCE with S256 is needed" };
    const isSilent = query.get("prompt") === "none";
    if (isSilent && silentError !== null) return { error: silentError };
    if (answer === "deny") return { error: "access_denied" };
    const hasAgreed = answer === "allow" || (isSilent && this.#agreed.has(person.id));
    if (!hasAgreed) return null;
    this.#agreed.add(person.id);
    return { code: codes.give({ person, redirectUri, scopes, challenge }) };
  }
}
