import type { FakeOAuth } from "../../e2e/fake-discord/oauth.ts";
import { createTestServer } from "../test-server.ts";
import { type SessionView, sessionViewSchema } from "./session-view.ts";

/** Where the tests' server says that people reach it; nothing listens there. */
export const PUBLIC_URL = "https://status.example";

/** The real server, which signs people in with this fake of Discord. */
export const signInServer = (
  discord: FakeOAuth,
  env: Record<string, string> = {},
  given: Parameters<typeof createTestServer>[1] = {},
) => {
  const publicUrl = env["PUBLIC_URL"] ?? PUBLIC_URL;
  discord.redirectUris.add(`${publicUrl}/auth/callback`);
  return createTestServer({ PUBLIC_URL, ...discord.env, ...env }, given);
};

/** A server, with its socket or without it. */
interface App {
  request(url: URL, init: RequestInit): Response | Promise<Response>;
}

/** One with a socket. */
export const APP_OVER_SOCKET: App = {
  request: (url, init) => fetch(url, { ...init, redirect: "manual" }),
};

/** Whom the bot of the tests gives a link. */
export const invited = () => ({
  userId: "80351110224678912",
  name: "Nelly",
  guildId: "81384788765712384",
  guildName: "Den <b>",
  cluster: "main",
});

/** A browser as far as cookies go: it keeps them and sends them, and follows nothing by itself. */
export class TestBrowser {
  readonly #app: App;
  readonly #origin: string;
  readonly cookies = new Map<string, string>();
  /** `Set-Cookie` of the last answer. */
  lastCookie = "";

  constructor(app: App, origin = PUBLIC_URL) {
    this.#app = app;
    this.#origin = origin;
  }

  /** Asks this server. @param target a path, or a whole address of it */
  async ask(target: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookies.size > 0) {
      headers.set("Cookie", Array.from(this.cookies, ([name, value]) => `${name}=${value}`).join("; "));
    }
    const response = await this.#app.request(new URL(target, this.#origin), { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      this.lastCookie = cookie;
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/Max-Age=0\b/.test(cookie)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** A write from a page of this server, or of another origin. */
  post(path: string, origin: string | null = this.#origin): Promise<Response> {
    return this.ask(path, { method: "POST", headers: origin === null ? {} : { Origin: origin } });
  }

  /** Begins a sign-in, answers at Discord, and gives the address that Discord sends the browser back to. */
  async throughDiscord(to = "/", answer: "allow" | "deny" = "allow"): Promise<string> {
    const begun = await this.ask(`/auth/sign-in?to=${encodeURIComponent(to)}`);
    const authorize = begun.headers.get("Location") ?? "";
    const shown = await fetch(authorize, { redirect: "manual" });
    if (shown.status === 302) return shown.headers.get("Location") ?? "";
    const answered = await fetch(authorize, {
      method: "POST",
      body: new URLSearchParams({ answer }),
      redirect: "manual",
    });
    return answered.headers.get("Location") ?? "";
  }

  /** Signs in, all the way. */
  async signIn(to = "/"): Promise<Response> {
    return this.ask(await this.throughDiscord(to));
  }

  /** What `GET /api/session` tells. */
  async session(): Promise<SessionView> {
    const response = await this.ask("/api/session");
    return sessionViewSchema.parse(await response.json());
  }
}
