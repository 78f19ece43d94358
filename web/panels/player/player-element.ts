import "../../styles/player/player.css";
import type { TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { PlayerSnapshot } from "#protocol/music.ts";
import { askQueue, sendCommand } from "#web/api/player-api.ts";
import { askServers, askSession, type OwnServer } from "#web/api/session.ts";
import { FeedController } from "#web/feed/feed-controller.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { SayEvent } from "#web/ui/say-event.ts";
import { SecondsController } from "#web/ui/seconds-controller.ts";
import { outcomeWords } from "#web/words/player-words.ts";
import { type Gate, gateView } from "./gate-view.ts";
import { MoreEvent, type Near, WishEvent } from "./player-events.ts";
import { type LineEnd, openPlayerLine } from "./player-line.ts";
import {
  NOTHING_KNOWN,
  type PlayerEvent,
  type PlayerState,
  reducePlayer,
  shownPlayer,
} from "./player-state.ts";
import { playerView } from "./player-view.ts";
import { positionOf } from "./playhead.ts";

/** What came of a command is shown for so long. */
const NOTE_SHOWN_MS = 8_000;

/** What is said near a control. */
export interface Note {
  readonly near: Near;
  readonly words: string;
  readonly isRefusal: boolean;
}

/** `<shardlight-player>`: the music of one server; one tab for each cluster whose bot is in it. */
export class ShardlightPlayer extends LightElement {
  @state() private gate: Gate = "asking";
  @state() private server: OwnServer | null = null;
  @state() private cluster: string | null = null;
  @state() private known: PlayerState = NOTHING_KNOWN;
  @state() private shown: PlayerSnapshot | null = null;
  @state() private isLive = false;
  @state() private end: LineEnd | null = null;
  @state() private note: Note | null = null;
  /** Where a slider is held, until it is let go. */
  @state() private held: { readonly what: "seek" | "volume"; readonly value: number } | null = null;
  readonly #feed = new FeedController(this, () => null);
  #closeLine = () => {};
  #noteTimer: ReturnType<typeof setTimeout> | undefined;
  #userId: string | null = null;
  #pageAsked: number | null = null;

  constructor() {
    super();
    new SecondsController(this, () => this.known.player?.state === "playing");
    this.addEventListener(WishEvent.type, (event) => {
      if (event instanceof WishEvent) void this.#wish(event.detail);
    });
    this.addEventListener(MoreEvent.type, () => void this.#askMore());
  }

  get guildId(): string {
    return this.dataset["guild"] ?? "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // A page in the back-forward cache holds no line.
    addEventListener("pagehide", this.#closeForNow);
    addEventListener("pageshow", this.#openAgain);
    void this.#enter();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("pagehide", this.#closeForNow);
    removeEventListener("pageshow", this.#openAgain);
    this.#closeLine();
  }

  override render(): TemplateResult {
    const { server, cluster, end } = this;
    if (end !== null)
      return gateView({
        gate: end.reason,
        message: end.reason === "forbidden" ? end.message : "",
        hasSignIn: this.#hasSignIn,
        retry: this.#enter,
      });
    if (server === null || cluster === null)
      return gateView({ gate: this.gate, message: "", hasSignIn: this.#hasSignIn, retry: this.#enter });
    const { shown, known, held } = this;
    const positionMs =
      held?.what === "seek" ? held.value : shown === null ? 0 : positionOf(shown, this.#feed.store.now);
    return playerView({
      server,
      place: { guildId: this.guildId, cluster },
      known,
      player: shown,
      isLive: this.isLive,
      userId: this.#userId,
      note: this.note,
      positionMs,
      volume: held?.what === "volume" ? held.value : (shown?.volume ?? 100),
      wish: (command, near, doneWords = "") => void this.#wish({ command, near, doneWords }),
      choose: (chosen) => this.#choose(chosen),
      hold: (what, value) => {
        this.held = { what, value };
      },
    });
  }

  get #hasSignIn(): boolean {
    return this.dataset["signIn"] === "true";
  }

  readonly #enter = async (): Promise<void> => {
    this.gate = "asking";
    this.end = null;
    try {
      const { viewer } = await askSession();
      this.#userId = viewer?.userId ?? null;
      if (viewer === null) {
        this.gate = "signed_out";
        return;
      }
      const server = (await askServers()).find(({ id }) => id === this.guildId) ?? null;
      this.server = server;
      if (server === null) this.gate = "not_yours";
      else if (server.clusters.length === 0) this.gate = "no_bot";
      else {
        const asked = new URLSearchParams(location.search).get("cluster");
        this.#choose(server.clusters.find((name) => name === asked) ?? server.clusters[0] ?? "");
      }
    } catch {
      this.gate = "unanswered";
    }
  };

  protected override updated(): void {
    const { current, state: its } = this.shown ?? { current: null, state: "idle" };
    const playing =
      current === null ? "" : `${its === "playing" && !this.known.isAway ? "▶ " : ""}${current.title} · `;
    document.title = `${playing}${this.server?.name ?? "Music"}`;
  }

  #choose(cluster: string): void {
    if (cluster !== this.cluster && this.cluster !== null)
      history.replaceState(null, "", `?cluster=${encodeURIComponent(cluster)}`);
    this.cluster = cluster;
    this.known = NOTHING_KNOWN;
    this.shown = null;
    this.note = null;
    this.held = null;
    this.#pageAsked = null;
    this.#open();
  }

  #open(): void {
    this.#closeLine();
    const { cluster } = this;
    if (cluster === null) return;
    this.#closeLine = openPlayerLine({
      place: { guildId: this.guildId, cluster },
      onEvent: (event) => this.#take(event),
      onLive: (isLive) => {
        this.isLive = isLive;
      },
      onEnd: (end) => {
        this.end = end;
      },
    });
  }

  readonly #closeForNow = (): void => this.#closeLine();

  readonly #openAgain = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) this.#open();
  };

  #take(event: PlayerEvent): void {
    this.known = reducePlayer(this.known, event);
    this.shown = shownPlayer(this.known);
  }

  async #wish({ command, near, doneWords }: WishEvent["detail"]): Promise<void> {
    const { cluster } = this;
    this.held = null;
    if (cluster === null) return;
    const isUnderWay = this.known.wishes.some(
      (wish) => wish.doneAtRev === null && JSON.stringify(wish.command) === JSON.stringify(command),
    );
    if (isUnderWay) return;
    const id = crypto.randomUUID();
    const seenRev = this.known.player?.rev ?? null;
    this.#take({ kind: "wished", id, command, at: this.#feed.store.now });
    this.#tell(null);
    const result = await sendCommand({ guildId: this.guildId, cluster }, { id, command, seenRev });
    if (this.cluster !== cluster) return;
    this.#take({ kind: "answered", id, result });
    const words = outcomeWords(result.outcome, result.message) || doneWords;
    if (words !== "") this.#tell({ near, words, isRefusal: result.outcome !== "done" });
  }

  #tell(note: Note | null): void {
    clearTimeout(this.#noteTimer);
    this.note = note;
    if (note === null) return;
    this.dispatchEvent(new SayEvent(note.words));
    // A reason stays until the next wish; what went well goes by itself.
    if (!note.isRefusal)
      this.#noteTimer = setTimeout(() => {
        this.note = null;
      }, NOTE_SHOWN_MS);
  }

  async #askMore(): Promise<void> {
    const { shown, cluster } = this;
    const from = shown?.queue.length ?? 0;
    if (shown === null || cluster === null || from >= shown.total || this.#pageAsked === from) return;
    this.#pageAsked = from;
    try {
      const items = await askQueue({ guildId: this.guildId, cluster }, from);
      if (this.cluster === cluster) this.#take({ kind: "paged", from, items });
    } catch {
      // It is asked for again when it next comes into view.
      this.#pageAsked = null;
    }
  }
}
