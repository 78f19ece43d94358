import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { PlayerSnapshot } from "#protocol/music.ts";
import type { PlayerPlace } from "#web/api/player-api.ts";
import { SayEvent } from "#web/ui/say-event.ts";
import { type LineEnd, openPlayerLine } from "./player-line.ts";
import {
  NOTHING_KNOWN,
  type PlayerEvent,
  type PlayerState,
  reducePlayer,
  shownPlayer,
} from "./player-state.ts";
import { spokenOf } from "./spoken.ts";

/** Follows one player while its host is on the page, and has the host show each change. */
export class PlayerWatch implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #now: () => number;
  place: PlayerPlace | null = null;
  known: PlayerState = NOTHING_KNOWN;
  /** With what was wished for. */
  shown: PlayerSnapshot | null = null;
  /** Whether the server was heard lately. */
  isLive = false;
  end: LineEnd | null = null;
  #heardAt: number | null = null;
  #close = () => {};

  /** @param now epoch ms by the server's clock */
  constructor(host: ReactiveControllerHost & HTMLElement, now: () => number) {
    this.#host = host;
    this.#now = now;
    host.addController(this);
  }

  /** Since when all that is shown is old, epoch ms by the server's clock; null while it is live. */
  get oldSince(): number | null {
    const { awaySince } = this.known;
    return this.isLive ? awaySince : (awaySince ?? this.#heardAt);
  }

  hostConnected(): void {
    // A page in the back-forward cache holds no line.
    addEventListener("pagehide", this.#pause);
    addEventListener("pageshow", this.#resume);
  }

  hostDisconnected(): void {
    removeEventListener("pagehide", this.#pause);
    removeEventListener("pageshow", this.#resume);
    this.#close();
  }

  /** Follows this one from now on, and no other. */
  follow(place: PlayerPlace): void {
    this.place = place;
    this.known = NOTHING_KNOWN;
    this.shown = null;
    this.isLive = false;
    this.end = null;
    this.#heardAt = null;
    this.#open(place);
  }

  take(event: PlayerEvent): void {
    const before = this.known;
    this.known = reducePlayer(before, event);
    this.shown = shownPlayer(this.known);
    const words = spokenOf(before, this.known);
    if (words !== null) this.#host.dispatchEvent(new SayEvent(words));
    this.#host.requestUpdate();
  }

  #open(place: PlayerPlace): void {
    this.#close();
    this.#close = openPlayerLine({
      place,
      onEvent: (event) => this.take(this.#sinceHeard(event)),
      onLive: (isLive) => {
        this.isLive = isLive;
        if (isLive) this.#heardAt = this.#now();
        this.#host.requestUpdate();
      },
      onEnd: (end) => {
        this.end = end;
        this.#host.requestUpdate();
      },
    });
  }

  /** A bot that went while the line was cut was last heard before that. */
  #sinceHeard(event: PlayerEvent): PlayerEvent {
    if (event.kind !== "told" || event.awaySince === null || this.isLive) return event;
    return { ...event, awaySince: this.#heardAt ?? event.awaySince };
  }

  readonly #pause = (): void => this.#close();

  readonly #resume = ({ persisted }: PageTransitionEvent): void => {
    if (persisted && this.place !== null) this.#open(this.place);
  };
}
