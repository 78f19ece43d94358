import type { Clock, EpochMs } from "../clock.ts";
import type { Keeper } from "../db/keeper.ts";
import type { Events } from "../events.ts";
import type { Asked } from "../http/asked.ts";
import type { Log } from "../log.ts";
import { SessionBook } from "./book.ts";
import { type CookieRules, cookieRulesAt, secretInCookies } from "./cookies.ts";
import type { SignInFaultKind } from "./fault.ts";
import { Invitations, type Invited } from "./invitations.ts";
import { isFromOwnPage } from "./same-origin.ts";
import { hashOf, newSecret } from "./secret.ts";
import { areGuildsOld, endsWith, type Session } from "./session.ts";
import { viewerOfSession } from "./session-viewer.ts";
import type { DiscordClient, Staff } from "./settings.ts";
import { SignInDesk } from "./sign-in-desk.ts";
import { type RolesOf, StaffRoll } from "./staff-roll.ts";
import type { Viewer } from "./viewer.ts";

/** How often it is looked which sessions have expired; whoever holds one is told within this time. */
const SWEEP_EVERY_MS = 30_000;

export interface SessionParts {
  readonly keeper: Keeper;
  readonly clock: Clock;
  readonly events: Events;
  readonly log: Log;
  /** Where people reach this server; null: nobody can sign in. */
  readonly publicUrl: string | null;
  /** null: nobody can sign in with Discord, but by a link of a bot. */
  readonly discord: DiscordClient | null;
  readonly staff: Staff;
  readonly fetch: typeof fetch;
  readonly rolesOf: RolesOf;
}

/** A list of servers that should be read anew. */
export interface OldGuilds {
  readonly at: EpochMs;
  /** What came in between when that was last tried. */
  readonly fault: SignInFaultKind | null;
}

/** Someone who is signed in, as pages name them. */
export interface PersonToShow {
  readonly name: string;
  readonly isStaff: boolean;
  /** A link of a bot let them in, for one server. */
  readonly isByLink: boolean;
  /** null: their servers are known well enough. */
  readonly oldGuilds: OldGuilds | null;
}

/** Knows who is signed in: lets people in with Discord or by a bot's link, and ends it. */
export class SessionService {
  readonly #parts: SessionParts;
  readonly #book: SessionBook;
  readonly #staff: StaffRoll;
  readonly invitations: Invitations;
  /** null where there is no PUBLIC_URL. */
  readonly cookies: CookieRules | null;
  /** null where nobody can sign in with Discord. */
  readonly desk: SignInDesk | null;
  #cancelSweep: (() => void) | null = null;

  constructor(parts: SessionParts) {
    const { publicUrl, discord, keeper, clock, events, log } = parts;
    this.#parts = parts;
    this.#book = new SessionBook({ keeper, clock, onEnd: () => void events.emit("sessions") });
    this.invitations = new Invitations({ keeper, clock });
    this.#staff = new StaffRoll(parts);
    this.cookies = publicUrl === null ? null : cookieRulesAt(publicUrl);
    const ground = { book: this.#book, staff: this.#staff, clock, log, fetch: parts.fetch };
    this.desk =
      publicUrl === null || discord === null ? null : new SignInDesk({ ...ground, publicUrl, discord });
    if (this.cookies?.isSecure === false) {
      log.warn(
        "PUBLIC_URL is plain http: whoever is on the network between can take over those who sign in; put TLS before this server",
      );
    }
  }

  /** Starts to look for sessions that expire. */
  start(): void {
    this.#cancelSweep = this.#parts.clock.after(SWEEP_EVERY_MS, () => {
      this.#book.sweep();
      this.invitations.sweep();
      this.start();
    });
  }

  stop(): void {
    this.#cancelSweep?.();
  }

  /** The session that a request's cookie opens; null: none, or it has ended. @throws AppError `history_unavailable` */
  sessionOf(asked: Asked): Session | null {
    if (this.cookies === null) return null;
    const secret = secretInCookies(asked.header("cookie"), this.cookies.session);
    return secret === null ? null : this.#book.find(hashOf(secret));
  }

  /** Who is signed in on the browser that asks; null: nobody. @throws AppError `history_unavailable` */
  viewerOf(asked: Asked): Viewer | null {
    const session = this.sessionOf(asked);
    if (session === null) return null;
    this.#book.noteUse(session);
    const find = () => this.#book.find(session.hash);
    return viewerOfSession(session, find, (now) => this.#staff.has(now));
  }

  /** The same for a page that has to be shown whatever happens: nobody while the sessions cannot be read. */
  personToShow(asked: Asked): PersonToShow | null {
    const session = this.#book.isRead ? this.sessionOf(asked) : null;
    const viewer = session && this.viewerOf(asked);
    if (session === null || viewer === null) return null;
    const { name, isStaff } = viewer;
    return { name, isStaff, isByLink: session.via === "link", oldGuilds: this.oldGuilds(session) };
  }

  /** Whether the browser that asks should be sent to Discord first, for a page about its servers. */
  isRenewalDue(asked: Asked): boolean {
    const session = this.#book.isRead ? this.sessionOf(asked) : null;
    return session !== null && this.desk?.renewals.isDue(session) === true;
  }

  /** Since when someone's servers are known, and why not since, if that was tried; null where they are no older than they should be. */
  oldGuilds(session: Session): OldGuilds | null {
    if (!areGuildsOld(session, this.#parts.clock.wall())) return null;
    return { at: session.guildsAt, fault: this.desk?.renewals.faultOf(session) ?? null };
  }

  /** Whether a page of this server asks: to be looked at before each write that a cookie allows, and each WebSocket. */
  isFromOwnPage(asked: Asked): boolean {
    const { publicUrl } = this.#parts;
    return publicUrl !== null && isFromOwnPage(asked, new URL(publicUrl).origin);
  }

  /** The address of a one-time link, for the bot to show to that person alone; null where there is no PUBLIC_URL. */
  invite(invited: Invited): string | null {
    const { publicUrl } = this.#parts;
    return publicUrl === null
      ? null
      : new URL(`/auth/link/${this.invitations.make(invited)}`, publicUrl).href;
  }

  /**
   * Uses a one-time link up, and ends the session that the browser had.
   * @returns the new session's secret, and the server that it is for; null where the link lets nobody in
   * @throws AppError `history_unavailable`
   */
  async acceptLink(
    code: string,
    asked: Asked,
  ): Promise<{ readonly secret: string; readonly guildId: string } | null> {
    const link = await this.invitations.use(code);
    if (link === null) return null;
    const { userId, name, guildId, guildName, cluster } = link;
    const guilds = [{ id: guildId, name: guildName, icon: null, isManager: false }];
    const now = this.#parts.clock.wall();
    const before = this.sessionOf(asked);
    const secret = newSecret();
    await this.#book.add({
      hash: hashOf(secret),
      userId,
      name,
      avatar: null,
      via: "link",
      createdAt: now,
      seenAt: now,
      guilds: JSON.stringify(guilds),
      guildsAt: now,
      cluster,
    });
    if (before !== null) await this.#book.end(({ hash }) => hash === before.hash);
    return { secret, guildId };
  }

  /** Signs out, here or everywhere; at once, and kept once it resolves. @throws AppError `history_unavailable` */
  async signOut(asked: Asked, where: "here" | "everywhere"): Promise<void> {
    const session = this.sessionOf(asked);
    if (session === null) return;
    await this.#book.end(
      (one) => one.hash === session.hash || (where === "everywhere" && endsWith(one, session)),
    );
  }
}
