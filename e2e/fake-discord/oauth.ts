import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CONSENT, json, page, textOf } from "./oauth-answers.ts";
import { OAuthCodes } from "./oauth-codes.ts";
import { type OAuthPerson, oauthPerson } from "./oauth-people.ts";

const SCOPES = new Set(["identify", "guilds"]);

/** How a path answers for a while. */
interface Busy {
  readonly path: string;
  readonly retryAfterSeconds: number;
  readonly isGlobal: boolean;
  times: number;
}

/** Discord's OAuth 2.0 and the two routes that a sign-in reads, as strict as the real ones. */
export class FakeOAuth {
  readonly clientId = "157730590492196864";
  readonly clientSecret = randomBytes(16).toString("hex");
  /** As registered in the developer portal; compared to the letter. */
  readonly redirectUris = new Set<string>();
  /** Who is signed in at Discord in every browser. */
  person: OAuthPerson = oauthPerson();
  /** Told to a browser that comes with `prompt=none`, instead of an answer; null: it is answered. */
  silentError: string | null = null;
  /** How often each path was asked for. */
  readonly asked = new Map<string, number>();
  /** Waited for before the servers are told. */
  guildsGate: Promise<void> = Promise.resolve();
  readonly codes = new OAuthCodes();
  readonly #consent: string;
  /** Users who agreed before. */
  readonly #agreed = new Set<string>();
  #busy: Busy[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  /** @param consent what people are asked, as HTML with a form that posts `answer`, allow or deny */
  constructor({ consent = CONSENT }: { readonly consent?: string } = {}) {
    this.#consent = consent;
  }

  /** For DISCORD_API. */
  get api(): string {
    return `${this.origin}/api/v10`;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The server's settings for it. */
  get env() {
    return {
      DISCORD_CLIENT_ID: this.clientId,
      DISCORD_CLIENT_SECRET: this.clientSecret,
      DISCORD_API: this.api,
    };
  }

  async open(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return this;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  /** The next requests of a path get 429. */
  beBusy(path: string, retryAfterSeconds: number, times = 1, isGlobal = false): void {
    this.#busy.push({ path, retryAfterSeconds, times, isGlobal });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.origin);
    const path = url.pathname.replace(/^\/api\/v10/, "");
    this.asked.set(path, (this.asked.get(path) ?? 0) + 1);
    const busy = this.#busy.find((one) => one.path === path);
    if (busy !== undefined) {
      busy.times -= 1;
      this.#busy = this.#busy.filter(({ times }) => times > 0);
      const { retryAfterSeconds: retry_after, isGlobal: global } = busy;
      json(
        response,
        429,
        { message: "You are being rate limited.", retry_after, global },
        {
          "Retry-After": String(retry_after),
          ...(global && { "X-RateLimit-Global": "true" }),
        },
      );
      return;
    }
    const form = new URLSearchParams(request.method === "POST" ? await textOf(request) : "");
    switch (`${request.method} ${url.pathname}`) {
      case "GET /oauth2/authorize":
        this.#authorize(url.searchParams, response, null);
        break;
      case "POST /oauth2/authorize":
        this.#authorize(url.searchParams, response, form.get("answer"));
        break;
      case "POST /api/v10/oauth2/token":
        this.#token(request, form, response);
        break;
      case "GET /api/v10/users/@me":
        this.#tell(request, response, "identify", ({ guilds: _, ...user }) => user);
        break;
      case "GET /api/v10/users/@me/guilds":
        await this.guildsGate;
        this.#tell(request, response, "guilds", ({ guilds }) => guilds.slice(0, 200));
        break;
      default:
        json(response, 404, { message: "404: Not Found", code: 0 });
    }
  }

  /** Asks the person, unless they agreed before and nothing is to be shown. @param answer what they pressed; null: nothing yet */
  #authorize(query: URLSearchParams, response: ServerResponse, answer: string | null): void {
    const redirectUri = query.get("redirect_uri") ?? "";
    // Whoever sends people elsewhere is not told anything there.
    if (query.get("client_id") !== this.clientId || !this.redirectUris.has(redirectUri)) {
      page(response, 400, "<h1>Invalid OAuth2 redirect_uri or client_id</h1>");
      return;
    }
    const target = new URL(redirectUri);
    const parameters = this.#verdict(query, answer, redirectUri);
    if (parameters === null) {
      page(response, 200, this.#consent);
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
    const scopes = (query.get("scope") ?? "").split(" ");
    const challenge = query.get("code_challenge") ?? "";
    const isProvable = query.get("code_challenge_method") === "S256" && /^[\w-]{43}$/.test(challenge);
    if (query.get("response_type") !== "code") return { error: "unsupported_response_type" };
    if (!scopes.every((scope) => SCOPES.has(scope))) return { error: "invalid_scope" };
    if (!isProvable) return { error: "invalid_request", error_description: "PKCE with S256 is needed" };
    const isSilent = query.get("prompt") === "none";
    if (isSilent && this.silentError !== null) return { error: this.silentError };
    if (answer === "deny") return { error: "access_denied" };
    const hasAgreed = answer === "allow" || (isSilent && this.#agreed.has(this.person.id));
    if (!hasAgreed) return null;
    this.#agreed.add(this.person.id);
    return { code: this.codes.give({ person: this.person, redirectUri, scopes, challenge }) };
  }

  #token(request: IncomingMessage, form: URLSearchParams, response: ServerResponse): void {
    const type = request.headers["content-type"] ?? "";
    if (!/^application\/x-www-form-urlencoded\b/.test(type)) {
      json(response, 415, { message: "415: Unsupported Media Type", code: 0 });
    } else if (!this.#isClient(request, form)) {
      json(response, 401, { error: "invalid_client" });
    } else if (form.get("grant_type") !== "authorization_code") {
      json(response, 400, { error: "unsupported_grant_type" });
    } else {
      const given = this.codes.exchange(form);
      if (given === null) {
        json(response, 400, { error: "invalid_grant", error_description: 'Invalid "code" in request.' });
        return;
      }
      json(response, 200, {
        token_type: "Bearer",
        access_token: given.token,
        expires_in: 604_800,
        refresh_token: randomBytes(16).toString("hex"),
        scope: given.scopes.join(" "),
      });
    }
  }

  #isClient(request: IncomingMessage, form: URLSearchParams): boolean {
    const [scheme, encoded = ""] = (request.headers.authorization ?? "").split(" ");
    const [id, secret] =
      scheme === "Basic"
        ? Buffer.from(encoded, "base64").toString().split(":").map(decodeURIComponent)
        : [form.get("client_id"), form.get("client_secret")];
    return id === this.clientId && secret === this.clientSecret;
  }

  #tell(
    request: IncomingMessage,
    response: ServerResponse,
    scope: string,
    tell: (person: OAuthPerson) => unknown,
  ): void {
    const person = this.codes.holder(request.headers.authorization, scope);
    if (person === null) json(response, 401, { message: "401: Unauthorized", code: 0 });
    else json(response, 200, tell(person));
  }
}
