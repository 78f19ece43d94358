import * as oauth from "oauth4webapi";
import type { Clock, MonotonicMs } from "../clock.ts";
import { SignInFault } from "./fault.ts";
import type { DiscordClient } from "./settings.ts";

/** What is asked of Discord: who they are, and in which servers. */
const SCOPES = "identify guilds";
/** Discord answers within a second; who waits for longer looks at a blank page. */
const PATIENCE_MS = 8_000;

/** A browser that came back from Discord. */
export interface Return {
  readonly parameters: URLSearchParams;
  readonly state: string;
  readonly verifier: string;
}

/** Speaks OAuth 2.0 with Discord: authorisation code with PKCE (RFC 7636), and the client's secret. */
export class DiscordOAuth {
  readonly #client: DiscordClient;
  readonly #fetch: typeof fetch;
  readonly #clock: Clock;
  readonly #server: oauth.AuthorizationServer;
  /** Discord wants no code before this. */
  #busyUntil: MonotonicMs = Number.NEGATIVE_INFINITY;
  /** Where Discord sends people back to, exactly as it is registered there. */
  readonly redirectUri: string;

  constructor(
    client: DiscordClient,
    publicUrl: string,
    how: { readonly fetch: typeof fetch; readonly clock: Clock },
  ) {
    const { origin } = new URL(client.api);
    this.#client = client;
    this.#fetch = how.fetch;
    this.#clock = how.clock;
    this.redirectUri = new URL("/auth/callback", publicUrl).href;
    this.#server = {
      issuer: origin,
      authorization_endpoint: `${origin}/oauth2/authorize`,
      token_endpoint: `${client.api}/oauth2/token`,
    };
  }

  /** Where to send a browser. @param isSilent show nothing to who agreed before */
  async authorizeUrl(state: string, verifier: string, isSilent: boolean): Promise<string> {
    const url = new URL(this.#server.authorization_endpoint ?? "");
    url.search = new URLSearchParams({
      response_type: "code",
      client_id: this.#client.id,
      redirect_uri: this.redirectUri,
      scope: SCOPES,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      // Who agreed before is not asked again; without this, Discord asks at each sign-in.
      ...(isSilent && { prompt: "none" }),
    }).toString();
    return url.href;
  }

  /**
   * Gives the code for a token that reads who they are; keep it no longer than that takes.
   * @throws SignInFault `denied` or `refused` by Discord, `busy`, or `trouble` to reach it
   */
  async accessToken({ parameters, state, verifier }: Return): Promise<string> {
    const client: oauth.Client = { client_id: this.#client.id };
    try {
      const checked = oauth.validateAuthResponse(this.#server, client, parameters, state);
      const waitMs = this.#busyUntil - this.#clock.monotonic();
      if (waitMs > 0) throw new SignInFault("busy", "waiting", waitMs);
      const response = await oauth.authorizationCodeGrantRequest(
        this.#server,
        client,
        oauth.ClientSecretBasic(this.#client.secret),
        checked,
        this.redirectUri,
        verifier,
        {
          [oauth.customFetch]: this.#fetch,
          // The settings let plain http through for this machine alone.
          [oauth.allowInsecureRequests]: this.#client.api.startsWith("http:"),
          signal: () => AbortSignal.timeout(PATIENCE_MS),
        },
      );
      if (response.status === 429) {
        const fault = SignInFault.busy(response);
        this.#busyUntil = this.#clock.monotonic() + fault.waitMs;
        throw fault;
      }
      const { access_token } = await oauth.processAuthorizationCodeResponse(this.#server, client, response);
      return access_token;
    } catch (error) {
      throw faultOf(error);
    }
  }
}

/** An error code as it may be logged; whoever opens the callback's address writes it. */
const codeOf = (error: string): string => (/^[a-z_]{1,40}$/.test(error) ? error : "other");

/** Says what happened without what was sent: causes hold codes and tokens. */
const faultOf = (error: unknown): SignInFault => {
  if (error instanceof SignInFault) return error;
  if (error instanceof oauth.AuthorizationResponseError)
    return new SignInFault("denied", codeOf(error.error));
  if (error instanceof oauth.ResponseBodyError) return new SignInFault("refused", codeOf(error.error));
  if (error instanceof oauth.WWWAuthenticateChallengeError) return new SignInFault("refused", "challenge");
  if (error instanceof oauth.OperationProcessingError)
    return new SignInFault("trouble", error.code ?? "answer");
  return new SignInFault("trouble", error instanceof Error ? error.name : "unknown");
};
