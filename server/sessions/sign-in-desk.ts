import type { Clock, MonotonicMs } from "../clock.ts";
import type { Log } from "../log.ts";
import type { SessionBook } from "./book.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import { DiscordUsers } from "./discord-user.ts";
import { SignInFault } from "./fault.ts";
import { DiscordOAuth } from "./oauth.ts";
import { hashOf, newSecret } from "./secret.ts";
import { areGuildsOld, GUILDS_GOOD_MS, type Session } from "./session.ts";
import type { DiscordClient } from "./settings.ts";
import { beginSignIn, resumeSignIn } from "./sign-in-state.ts";
import type { StaffRoll } from "./staff-roll.ts";

/** What became of a browser that came back from Discord. */
export type SignInOutcome =
  /** `secret` is null where the session that it had goes on. */
  | { readonly kind: "in"; readonly to: string; readonly secret: string | null }
  /** It was begun elsewhere, or too long ago. */
  | { readonly kind: "lost" }
  | { readonly kind: "fault"; readonly to: string; readonly fault: SignInFault };

/** Renewals that are remembered. */
const MAX_SENT = 10_000;

interface DeskParts {
  readonly book: SessionBook;
  readonly staff: StaffRoll;
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch: typeof fetch;
  readonly publicUrl: string;
  readonly discord: DiscordClient;
}

/** Signs people in with Discord, and learns anew which servers they are in. */
export class SignInDesk {
  readonly #parts: DeskParts;
  readonly #oauth: DiscordOAuth;
  readonly #users: DiscordUsers;
  /** By hash of a session: when its browser was last sent to Discord. Whatever comes of it, the next page does not send it again. */
  readonly #sentAt = new Map<string, MonotonicMs>();

  constructor(parts: DeskParts) {
    this.#parts = parts;
    const { discord, publicUrl, clock } = parts;
    const how = { fetch: boundedFetch(parts.fetch), clock };
    this.#oauth = new DiscordOAuth(discord, publicUrl, how);
    this.#users = new DiscordUsers({ ...how, api: discord.api });
  }

  /** Where to send a browser; silently where it has a session. @param key of the browser's cookie */
  begin(key: string, to: string, session: Session | null): Promise<string> {
    const isSilent = session?.via === "oauth";
    if (isSilent) this.#noteSent(session);
    const { state, verifier } = beginSignIn(key, newSecret(), { to, isSilent, at: this.#parts.clock.wall() });
    return this.#oauth.authorizeUrl(state, verifier, isSilent);
  }

  /** Whether the browser should be sent to Discord again, silently, for its servers. */
  isDue(session: Session): boolean {
    const sentAt = this.#sentAt.get(session.hash) ?? Number.NEGATIVE_INFINITY;
    return (
      areGuildsOld(session, this.#parts.clock.wall()) &&
      this.#parts.clock.monotonic() - sentAt >= GUILDS_GOOD_MS
    );
  }

  /**
   * Takes a browser that came back. Where its session could not be renewed, it goes on with the servers known before.
   * @throws AppError `history_unavailable`
   */
  async finish(
    key: string | null,
    parameters: URLSearchParams,
    session: Session | null,
  ): Promise<SignInOutcome> {
    const state = parameters.get("state") ?? "";
    const signIn = key === null ? null : resumeSignIn(key, state, this.#parts.clock.wall());
    if (signIn === null) return { kind: "lost" };
    const { to, verifier, isSilent } = signIn;
    try {
      return {
        kind: "in",
        to,
        secret: await this.#enter({ parameters, state, verifier }, session, isSilent),
      };
    } catch (error) {
      if (!(error instanceof SignInFault)) throw error;
      this.#parts.log.info({ kind: error.kind, reason: error.reason }, "a sign-in with Discord failed");
      if (!isSilent || session === null) return { kind: "fault", to, fault: error };
      return { kind: "in", to, secret: null };
    }
  }

  /** The secret of a new session; null where the one before was renewed. The token is forgotten on return. */
  async #enter(
    back: Parameters<DiscordOAuth["accessToken"]>[0],
    before: Session | null,
    isSilent: boolean,
  ): Promise<string | null> {
    const token = await this.#oauth.accessToken(back);
    const { id: userId, name, avatar } = await this.#users.user(token);
    const guilds = JSON.stringify(await this.#users.guilds(userId, token));
    await this.#parts.staff.ask(userId);
    const now = this.#parts.clock.wall();
    const { book } = this.#parts;
    // It may have ended meanwhile, by a sign-out in another tab.
    const standing = before && book.find(before.hash);
    if (isSilent && standing?.userId === userId && standing.via === "oauth") {
      await book.put({ ...standing, name, avatar, guilds, guildsAt: now, seenAt: now });
      return null;
    }
    const secret = newSecret();
    await book.add({
      hash: hashOf(secret),
      userId,
      name,
      avatar,
      via: "oauth",
      createdAt: now,
      seenAt: now,
      guilds,
      guildsAt: now,
      cluster: null,
    });
    if (standing !== null) await book.end(({ hash }) => hash === standing.hash);
    return secret;
  }

  #noteSent({ hash }: Session): void {
    this.#sentAt.delete(hash);
    this.#sentAt.set(hash, this.#parts.clock.monotonic());
    const [oldest] = this.#sentAt.keys();
    if (this.#sentAt.size > MAX_SENT && oldest !== undefined) this.#sentAt.delete(oldest);
  }
}
