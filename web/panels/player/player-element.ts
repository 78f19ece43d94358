import "../../styles/player/player.css";
import type { TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { OwnServer } from "#web/api/session.ts";
import { FeedController } from "#web/feed/feed-controller.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { SecondsController } from "#web/ui/seconds-controller.ts";
import { enter } from "./entrance.ts";
import { type Gate, gateView } from "./gate-view.ts";
import { HeldSlider } from "./held-slider.ts";
import { LaterPages } from "./later-pages.ts";
import { OtherBots } from "./other-bots.ts";
import { OutOfView } from "./out-of-view.ts";
import { MoreEvent, WishEvent } from "./player-events.ts";
import { playerView } from "./player-view.ts";
import { PlayerWatch } from "./player-watch.ts";
import { positionOf } from "./playhead.ts";
import { Wishes } from "./wishes.ts";

/** `<shardlight-player>`: the music of one server; one tab for each cluster whose bot is in it. */
export class ShardlightPlayer extends LightElement {
  @state() private gate: Gate = "asking";
  @state() private server: OwnServer | null = null;
  readonly #feed = new FeedController(this, () => null);
  readonly #watch = new PlayerWatch(this, () => this.#feed.store.now);
  readonly #wishes = new Wishes(this, this.#watch, () => this.#feed.store.now);
  readonly #pages = new LaterPages(this.#watch);
  readonly #others = new OtherBots(this);
  readonly #now = new OutOfView(this, ".now");
  readonly #slider = new HeldSlider(this, ({ what, value }) => {
    const command = what === "seek" ? { action: what, positionMs: value } : { action: what, volume: value };
    this.#wish({ command, near: "deck", doneWords: "" });
  });
  #userId: string | null = null;

  constructor() {
    super();
    const isMoving = () => this.#watch.oldSince !== null || this.#watch.shown?.state === "playing";
    new SecondsController(this, isMoving);
    this.addEventListener(WishEvent.type, (event) => {
      if (event instanceof WishEvent) this.#wish(event.detail);
    });
    this.addEventListener(MoreEvent.type, (event) => {
      if (event instanceof MoreEvent) this.#pages.want(event.detail);
    });
  }

  get guildId(): string {
    return this.dataset["guild"] ?? "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#enter();
  }

  override render(): TemplateResult {
    const { server } = this;
    const { held } = this.#slider;
    const { end, place, known, shown, isLive, oldSince } = this.#watch;
    const hasSignIn = this.dataset["signIn"] === "true";
    if (end !== null) {
      const message = end.reason === "forbidden" ? end.message : "";
      return gateView({ gate: end.reason, message, hasSignIn, retry: this.#enter });
    }
    if (server === null || place === null)
      return gateView({ gate: this.gate, message: "", hasSignIn, retry: this.#enter });
    const { now } = this.#feed.store;
    return playerView({
      server,
      place,
      others: this.#others.states,
      known,
      player: shown,
      isLive,
      oldSince,
      now,
      userId: this.#userId,
      isNowOut: this.#now.isOut,
      note: this.#wishes.note,
      positionMs:
        held?.what === "seek" ? held.value : shown === null ? 0 : positionOf(shown, oldSince ?? now),
      volume: held?.what === "volume" ? held.value : (shown?.volume ?? 100),
      wish: (command, near, doneWords = "") => this.#wish({ command, near, doneWords }),
      choose: (cluster) => this.#choose(server, cluster),
      hold: (held) => this.#slider.hold(held),
      settle: (held) => this.#slider.settle(held),
    });
  }

  protected override updated(): void {
    const { shown, oldSince } = this.#watch;
    const { current, state: its } = shown ?? { current: null, state: "idle" };
    const sign = its === "playing" && oldSince === null ? "▶ " : "";
    document.title = `${current === null ? "" : `${sign}${current.title} · `}${this.server?.name ?? "Music"}`;
  }

  readonly #enter = async (): Promise<void> => {
    this.gate = "asking";
    const entrance = await enter(this.guildId);
    if (entrance.kind === "kept_out") {
      this.gate = entrance.gate;
      return;
    }
    const { server, userId } = entrance;
    this.#userId = userId;
    this.server = server;
    const asked = new URLSearchParams(location.search).get("cluster");
    this.#choose(server, server.clusters.find((name) => name === asked) ?? server.clusters[0] ?? "");
  };

  #choose(server: OwnServer, cluster: string): void {
    if (this.#watch.place !== null && cluster !== this.#watch.place.cluster)
      history.replaceState(null, "", `?cluster=${encodeURIComponent(cluster)}`);
    this.#slider.drop();
    this.#wishes.tell(null);
    this.#watch.follow({ guildId: this.guildId, cluster });
    const others = server.clusters.filter((name) => name !== cluster);
    this.#others.follow(this.guildId, others, server.away);
  }

  #wish(wish: WishEvent["detail"]): void {
    void this.#wishes.send(wish);
  }
}
