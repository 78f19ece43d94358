import { html, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { ShardState } from "#protocol/state.ts";
import { FeedController } from "#web/feed/feed-controller.ts";
import type { FeedState } from "#web/feed/reduce.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { announcementOf } from "#web/words/announcement.ts";
import { nodesAnnouncement } from "#web/words/node-announcement.ts";

/** Changes within this span are spoken as one. */
const GATHER_MS = 2_500;

/** `<shardlight-announcer>`: the one live region. Speaks changes in sum, never each of them. */
export class ShardlightAnnouncer extends LightElement {
  @state() private words = "";
  readonly #feed: FeedController = new FeedController(
    this,
    () => null,
    () => this.#gather(),
  );
  #spoken: FeedState | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Speaks at once, in place of what was said before. */
  say(words: string): void {
    this.words = words;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#spoken = this.#feed.store.state;
  }

  override render(): TemplateResult {
    return html`${this.words}`;
  }

  #gather(): void {
    // Who listens to music is not told of every shard.
    if (document.documentElement.dataset["page"] === "player") return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#speak();
    }, GATHER_MS);
  }

  #speak(): void {
    const { state: current } = this.#feed.store;
    const became = new Map<ShardState, number>();
    for (const { name, states } of current?.clusters ?? []) {
      const before = this.#spoken?.clusters.find((cluster) => cluster.name === name)?.states;
      if (before === states) continue;
      states.forEach((its, id) => {
        if (before !== undefined && before[id] !== its) became.set(its, (became.get(its) ?? 0) + 1);
      });
    }
    const nodes = this.#spoken === null ? "" : nodesAnnouncement(this.#spoken.nodes, current?.nodes ?? null);
    this.#spoken = current;
    const words = [announcementOf(became), nodes].filter((its) => its !== "").join(" ");
    if (words !== "") this.words = words;
  }
}
