import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json, textOf } from "./oauth-answers.ts";
import { answerBusy, type Busy, takeBusy } from "./oauth-busy.ts";
import { OAuthCodes } from "./oauth-codes.ts";
import { OAuthConsent } from "./oauth-consent.ts";
import { type OAuthPerson, oauthPerson } from "./oauth-people.ts";
import { tokenAnswer } from "./oauth-token.ts";

/** Discord's OAuth 2.0 and the routes that a sign-in reads, as strict as the real ones. */
export class FakeOAuth {
  readonly clientId = "157730590492196864";
  readonly clientSecret = randomBytes(16).toString("hex");
  /** As registered in the developer portal; compared to the letter. */
  readonly redirectUris = new Set<string>();
  /** Who is signed in at Discord in every browser. */
  person: OAuthPerson = oauthPerson();
  /** Told to a browser that comes with `prompt=none`, instead of an answer; null: it is answered. */
  silentError: string | null = null;
  /** What its API answers in place of all else, such as 503; null: as it should. */
  failsWith: number | null = null;
  /** How often each path was asked for. */
  readonly asked = new Map<string, number>();
  /** Waited for before the servers are told. */
  guildsGate: Promise<void> = Promise.resolve();
  readonly codes = new OAuthCodes();
  readonly #consent: OAuthConsent;
  readonly #busy: Busy[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #port = 0;

  /** @param asking what people are asked with, as HTML with a form that posts `answer`, allow or deny */
  constructor(asking: { readonly consent?: string } = {}) {
    this.#consent = new OAuthConsent(this, asking.consent);
  }

  /** For DISCORD_API. */
  get api(): string {
    return `${this.origin}/api/v10`;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The server's settings for it. */
  get env() {
    return {
      DISCORD_CLIENT_ID: this.clientId,
      DISCORD_CLIENT_SECRET: this.clientSecret,
      DISCORD_API: this.api,
    };
  }

  /** Opened again after it was closed, it is at the same address. */
  async open(): Promise<this> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
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
    const busy = takeBusy(this.#busy, path);
    if (busy !== null) return answerBusy(response, busy);
    if (this.failsWith !== null && url.pathname !== path)
      return json(response, this.failsWith, { message: "upstream error" });
    const form = new URLSearchParams(request.method === "POST" ? await textOf(request) : "");
    switch (`${request.method} ${url.pathname}`) {
      case "GET /oauth2/authorize":
        return this.#consent.answer(url.searchParams, response, null);
      case "POST /oauth2/authorize":
        return this.#consent.answer(url.searchParams, response, form.get("answer"));
      case "POST /api/v10/oauth2/token":
        return json(response, ...tokenAnswer(this, request, form));
      case "GET /api/v10/gateway":
        return json(response, 200, { url: "wss://gateway.discord.gg" });
      case "GET /api/v10/users/@me":
        return this.#tell(request, response, "identify", ({ guilds: _, ...user }) => user);
      case "GET /api/v10/users/@me/guilds":
        await this.guildsGate;
        return this.#tell(request, response, "guilds", ({ guilds }) => guilds.slice(0, 200));
      default:
        return json(response, 404, { message: "404: Not Found", code: 0 });
    }
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
