import type { Clock } from "../clock.ts";
import type { Keeper } from "../db/keeper.ts";
import { AppError } from "../errors.ts";
import { crowdedOut, isGood, type Session } from "./session.ts";
import { loadSessions, removeSession, replaceSessions, saveSession } from "./store.ts";

/** Use is written no more often than this for each session. */
const NOTE_USE_EVERY_MS = 300_000;

/** Knows all sessions, in memory, and has them kept. */
export class SessionBook {
  readonly #clock: Clock;
  readonly #keeper: Keeper;
  /** Sessions have ended. */
  readonly #onEnd: () => void;
  /** By hash; null until they were read. Each is of someone who signed in, and their number is bounded. */
  #sessions: Map<string, Session> | null = null;

  constructor(parts: { readonly keeper: Keeper; readonly clock: Clock; readonly onEnd: () => void }) {
    const { keeper } = parts;
    this.#clock = parts.clock;
    this.#keeper = keeper;
    this.#onEnd = parts.onEnd;
    keeper.onOpen((db, { isOther }) => {
      if (this.#sessions === null) {
        this.#sessions = new Map(loadSessions(db).map((session) => [session.hash, session]));
      } else if (isOther) replaceSessions(db, this.#sessions.values());
    });
    keeper.onGivenUp(() => {
      const known = [...(this.#sessions?.values() ?? [])];
      if (this.#sessions !== null) keeper.keep((db) => replaceSessions(db, known), known.length);
    });
  }

  /** Whether they were read; until then nobody can tell who is signed in. */
  get isRead(): boolean {
    return this.#sessions !== null;
  }

  /** The session of this hash, where it is good now. @throws AppError `history_unavailable` before they were read */
  find(hash: string): Session | null {
    const session = this.#known.get(hash);
    return session !== undefined && isGood(session, this.#clock.wall()) ? session : null;
  }

  /** Resolves once it is kept; who used theirs longest ago makes room. @throws AppError `history_unavailable` */
  async add(session: Session): Promise<void> {
    const crowded = new Set(crowdedOut(this.#known.values(), session));
    if (crowded.size > 0) void this.end((one) => crowded.has(one)).catch(() => {});
    await this.put(session);
  }

  /** Has it kept as it is now. @throws AppError `history_unavailable` */
  put(session: Session): Promise<void> {
    this.#known.set(session.hash, session);
    return this.#keeper.whenKept(this.#keeper.keep((db) => saveSession(db, session)));
  }

  /** Notes that it was used; cheap. */
  noteUse(session: Session): void {
    const now = this.#clock.wall();
    if (Math.abs(now - session.seenAt) < NOTE_USE_EVERY_MS) return;
    const seen = { ...session, seenAt: now };
    this.#known.set(session.hash, seen);
    this.#keeper.keep((db) => saveSession(db, seen));
  }

  /** Ends sessions at once; resolves once that is kept. @throws AppError `history_unavailable` */
  async end(isMeant: (session: Session) => boolean): Promise<void> {
    const ended = [...this.#known.values()].filter(isMeant);
    if (ended.length === 0) return;
    for (const { hash } of ended) this.#known.delete(hash);
    const ticket = this.#keeper.keep((db) => {
      for (const { hash } of ended) removeSession(db, hash);
    }, ended.length);
    this.#onEnd();
    await this.#keeper.whenKept(ticket);
  }

  /** Forgets those that have expired. */
  sweep(): void {
    const now = this.#clock.wall();
    if (this.#sessions !== null) void this.end((session) => !isGood(session, now)).catch(() => {});
  }

  get #known(): Map<string, Session> {
    if (this.#sessions !== null) return this.#sessions;
    throw new AppError("history_unavailable", "the sessions cannot be read right now; try it again", {
      retryAfterSeconds: 1,
    });
  }
}
