import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { PlayerState } from "#protocol/music.ts";
import { askState } from "#web/api/player-api.ts";

/** Players that are not followed are asked about each so often, while the page is in view. */
const ASK_EVERY_MS = 20_000;

/** What a bot does: what its player does, or that it is away. */
export type BotState = PlayerState | "away";

/** Knows what the other bots of a server do, so that their tabs say it. */
export class OtherBots implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #states = new Map<string, BotState>();
  #guildId = "";
  #clusters: readonly string[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get states(): ReadonlyMap<string, BotState> {
    return this.#states;
  }

  hostConnected(): void {
    this.#timer = setInterval(() => void this.#ask(), ASK_EVERY_MS);
    document.addEventListener("visibilitychange", this.#ask);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
    document.removeEventListener("visibilitychange", this.#ask);
  }

  /** Asks about these from now on. @param away those that are known to be away */
  follow(guildId: string, clusters: readonly string[], away: readonly string[]): void {
    this.#guildId = guildId;
    this.#clusters = clusters;
    for (const cluster of away) this.#states.set(cluster, "away");
    void this.#ask();
  }

  readonly #ask = async (): Promise<void> => {
    const guildId = this.#guildId;
    if (document.hidden) return;
    await Promise.all(
      this.#clusters.map(async (cluster) => {
        const state = await askState({ guildId, cluster });
        if (state !== null) this.#states.set(cluster, state);
      }),
    );
    if (this.#clusters.length > 0) this.#host.requestUpdate();
  };
}
