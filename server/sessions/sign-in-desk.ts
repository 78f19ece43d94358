import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { SessionBook } from "./book.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import { DiscordUsers } from "./discord-user.ts";
import { SignInFault } from "./fault.ts";
import { DiscordOAuth } from "./oauth.ts";
import { DiscordReach } from "./reach.ts";
import { Renewals } from "./renewals.ts";
import { hashOf, newSecret } from "./secret.ts";
import type { Session } from "./session.ts";
import type { DiscordClient } from "./settings.ts";
import { beginSignIn, resumeSignIn } from "./sign-in-state.ts";
import type { StaffRoll } from "./staff-roll.ts";

/** Where a browser goes that wants to sign in. */
export type SignInStart =
  | { readonly kind: "discord"; readonly url: string }
  /** Discord cannot be asked now: what is known of the session's servers has to do. */
  | { readonly kind: "back" }
  | { readonly kind: "fault"; readonly fault: SignInFault };

/** What became of a browser that came back from Discord. */
export type SignInOutcome =
  /** `secret` is null where the session that it had goes on. */
  | { readonly kind: "in"; readonly to: string; readonly secret: string | null }
  /** It was begun elsewhere, or too long ago. */
  | { readonly kind: "lost" }
  | { readonly kind: "fault"; readonly to: string; readonly fault: SignInFault };

/** Whoever only wanted to see a page waits no longer than this for Discord to tell their servers. */
const RENEWAL_PATIENCE_MS = 10_000;

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
  readonly #reach: DiscordReach;
  readonly renewals: Renewals;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    const { discord, publicUrl, clock } = parts;
    const how = { fetch: boundedFetch(parts.fetch), clock };
    this.#oauth = new DiscordOAuth(discord, publicUrl, how);
    this.#users = new DiscordUsers({ ...how, api: discord.api });
    this.#reach = new DiscordReach({ ...how, api: discord.api });
    this.renewals = new Renewals(clock);
  }

  /** Where to send a browser; silently where it has a session. @param key of the browser's cookie */
  async begin(key: string, to: string, session: Session | null): Promise<SignInStart> {
    const known = session?.via === "oauth" ? session : null;
    if (known !== null) this.renewals.noteSent(known);
    const fault = (known && this.#users.waitOf(known.userId)) ?? (await this.#reach.fault());
    if (fault !== null) {
      this.#log(fault);
      if (known === null) return { kind: "fault", fault };
      this.renewals.noteFault(known, fault.kind);
      return { kind: "back" };
    }
    const isSilent = known !== null;
    const { state, verifier } = beginSignIn(key, newSecret(), { to, isSilent, at: this.#parts.clock.wall() });
    return { kind: "discord", url: await this.#oauth.authorizeUrl(state, verifier, isSilent) };
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
    // Who signed out meanwhile, in another tab, is not signed in again without a word.
    if (isSilent && session === null) return { kind: "in", to, secret: null };
    const before = isSilent ? session : null;
    try {
      const back = { parameters, state, verifier };
      const secret = await (before === null
        ? this.#enter(back, session, isSilent)
        : this.#withinPatience((isLate) => this.#enter(back, before, isSilent, isLate)));
      if (before !== null) this.renewals.noteDone(before);
      return { kind: "in", to, secret };
    } catch (error) {
      if (!(error instanceof SignInFault)) throw error;
      this.#log(error);
      if (before === null) return { kind: "fault", to, fault: error };
      this.renewals.noteFault(before, error.kind);
      return { kind: "in", to, secret: null };
    }
  }

  /** Servers that come too late still count: the next page knows them. @throws SignInFault */
  #withinPatience(enter: (isLate: () => boolean) => Promise<string | null>): Promise<string | null> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const cancel = this.#parts.clock.after(RENEWAL_PATIENCE_MS, () => {
        isLate = true;
        reject(tooLate());
      });
      enter(() => isLate)
        .then(resolve, reject)
        .finally(cancel);
    });
  }

  #log({ kind, reason }: SignInFault): void {
    this.#parts.log.info({ kind, reason }, "a sign-in with Discord failed");
  }

  /**
   * The secret of a new session; null where the one before was renewed, or has ended meanwhile. The token is forgotten on
   * return.
   */
  async #enter(
    back: Parameters<DiscordOAuth["accessToken"]>[0],
    before: Session | null,
    isSilent: boolean,
    isLate: () => boolean = () => false,
  ): Promise<string | null> {
    const token = await this.#oauth.accessToken(back);
    const { id: userId, name, avatar } = await this.#users.user(token);
    const guilds = JSON.stringify(await this.#users.guilds(userId, token));
    await this.#parts.staff.ask(userId);
    const now = this.#parts.clock.wall();
    const { book } = this.#parts;
    const standing = before && book.find(before.hash);
    if (isSilent && standing === null) return null;
    if (isSilent && standing?.userId === userId && standing.via === "oauth") {
      await book.put({ ...standing, name, avatar, guilds, guildsAt: now, seenAt: now });
      return null;
    }
    // Its browser is gone already, without a cookie for it.
    if (isLate()) throw tooLate();
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
}

const tooLate = () => new SignInFault("trouble", "took too long");
