import type { PlayerEventName, Rights } from "#protocol/music-view.ts";
import type { Clock, EpochMs, MonotonicMs } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Viewer } from "../sessions/viewer.ts";
import { snapshotWord } from "./changes.ts";
import type { EncodedWord } from "./encoded-word.ts";
import type { PlayerListener, WatchedPlayer } from "./players.ts";
import type { MusicService, Place, Sight } from "./service.ts";
import type { Sights } from "./sights.ts";

/** Rights hang on who is where and who asked for what: after a change they are asked for again, but not more often. */
const RIGHTS_EVERY_MS = 30_000;

/** Where words for one viewer go; must never block and never throw. */
export interface Teller {
  tell(word: EncodedWord): void;
  end(): void;
}

export interface WatchParts {
  readonly music: MusicService;
  readonly sights: Sights;
  readonly clock: Clock;
  readonly log: Log;
  readonly viewer: Viewer;
  readonly place: Place;
  readonly encode: (event: PlayerEventName, data: object) => EncodedWord;
  /** The same for all who watch a player. */
  readonly changes: (now: WatchedPlayer, before: WatchedPlayer) => readonly EncodedWord[];
  readonly onEnd: (watch: Watch) => void;
}

type EndReason = "signed_out" | "forbidden" | "stopping";

/** One viewer who watches one player. Tells nothing that the bot did not let them see since it came. */
export class Watch {
  readonly #parts: WatchParts;
  readonly #unwatch: () => void;
  #teller: Teller | null = null;
  #rights: Rights | null = null;
  /** Whether the bot that is there now lets them see it. */
  #isLetIn = false;
  #hasEnded = false;
  /** Why it ended, for a viewer who is there by then or comes later. */
  #lastWord: EncodedWord | null = null;
  #isAsking = false;
  /** Whether it was to be asked again while it was being asked. */
  #isOutdated = false;
  #askedAt: MonotonicMs = Number.NEGATIVE_INFINITY;
  #isDue = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#unwatch = parts.music.watch({ ...parts.viewer.actor }, parts.place, this.#hear);
  }

  get viewer(): Viewer {
    return this.#parts.viewer;
  }

  get place(): Place {
    return this.#parts.place;
  }

  /** Whether they are signed in still, and the server is one of theirs still. */
  stands(): boolean {
    const { viewer, place } = this.#parts;
    return viewer.stands() && viewer.guilds.some(({ id }) => id === place.guildId);
  }

  /** Asks whether they may; a bot that does not answer lets nobody in, and may later. @throws AppError `forbidden` */
  async open(): Promise<void> {
    try {
      this.#take(await this.#ask());
    } catch (error) {
      if (error instanceof AppError && UNANSWERED.has(error.code)) return;
      this.end();
      throw error;
    }
  }

  /** Tells all that is known, then what happens. */
  begin(teller: Teller): void {
    this.#teller = teller;
    if (this.#hasEnded) this.#close();
    else if (!this.stands()) this.end("signed_out");
    else this.#tellAll();
  }

  /** Asks for their rights again. */
  async refresh(): Promise<void> {
    this.#isOutdated = this.#isAsking;
    if (this.#isAsking || this.#hasEnded) return;
    try {
      const sight = await this.#ask();
      if (!this.#hasEnded) this.#take(sight);
    } catch (error) {
      if (!(error instanceof AppError))
        this.#parts.log.error({ err: error }, "rights could not be asked for");
      else if (error.code === "forbidden") this.end("forbidden", error.message);
    }
    if (this.#isOutdated) await this.refresh();
  }

  /** Time passes. @param tick the same for all */
  tick(tick: EncodedWord): void {
    if (!this.stands()) {
      this.end("signed_out");
      return;
    }
    this.#teller?.tell(tick);
    const isMissed = !this.#isLetIn && this.#parts.music.isHere(this.place);
    if (isMissed || (this.#isDue && this.#mayAsk())) void this.refresh();
  }

  /** Nothing is told any more; the viewer is told why, where there is a reason. */
  end(reason?: EndReason, message = ""): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#unwatch();
    if (reason !== undefined) this.#lastWord = this.#parts.encode("end", { reason, message });
    this.#close();
    this.#parts.onEnd(this);
  }

  #close(): void {
    if (this.#lastWord !== null) this.#teller?.tell(this.#lastWord);
    this.#teller?.end();
  }

  readonly #hear: PlayerListener = (now, before) => {
    if (!this.#isLetIn) {
      // It has come, maybe as another: until it says so again nothing is told.
      if (!now.isAway) void this.refresh();
      return;
    }
    if (before === null) return;
    const words = this.#parts.changes(now, before);
    for (const word of words) this.#teller?.tell(word);
    if (now.isAway) this.#isLetIn = false;
    else if (words.some(({ event }) => MOVES_RIGHTS.has(event))) {
      if (this.#mayAsk()) void this.refresh();
      else this.#isDue = true;
    }
  };

  #mayAsk(): boolean {
    return this.#parts.clock.monotonic() - this.#askedAt >= RIGHTS_EVERY_MS;
  }

  async #ask(): Promise<Sight> {
    const { sights, viewer, place, clock } = this.#parts;
    this.#isAsking = true;
    this.#isDue = false;
    this.#askedAt = clock.monotonic();
    try {
      return await sights.see(viewer.actor, place);
    } finally {
      this.#isAsking = false;
    }
  }

  #take({ may, isVoter, hasVoted, isManager }: Sight): void {
    const rights: Rights = { may: [...may], isVoter, hasVoted, isManager };
    const isOther = JSON.stringify(rights) !== JSON.stringify(this.#rights);
    const hasComeBack = !this.#isLetIn;
    this.#rights = rights;
    this.#isLetIn = true;
    if (this.#teller === null) return;
    if (hasComeBack) {
      // A player that counts its revisions anew is taken while it is away.
      this.#tellAll();
      this.#teller.tell(this.#parts.encode("back", { at: this.#now() }));
    } else if (isOther) this.#teller.tell(this.#parts.encode("rights", rights));
  }

  #tellAll(): void {
    const { music, place, encode } = this.#parts;
    const nothing: WatchedPlayer = { ...place, player: null, isAway: true };
    const known = this.#isLetIn ? (music.known(place) ?? nothing) : nothing;
    const { event, data } = snapshotWord(known, this.#now());
    this.#teller?.tell(encode("rights", this.#rights ?? NO_RIGHTS));
    this.#teller?.tell(encode(event, data));
  }

  #now(): EpochMs {
    return this.#parts.clock.wall();
  }
}

const NO_RIGHTS: Rights = { may: [], isVoter: false, hasVoted: false, isManager: false };

const UNANSWERED: ReadonlySet<string> = new Set(["bot_away", "bot_failed"]);

const MOVES_RIGHTS: ReadonlySet<string> = new Set(["song_changed", "state_changed", "snapshot"]);
