import { html, type TemplateResult } from "lit";
import { FeedController } from "#web/feed/feed-controller.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { SecondsController } from "#web/ui/seconds-controller.ts";
import { monitorWords } from "#web/words/monitor-words.ts";
import { overallWords, UNREACHED_WORDS, WAITING_WORDS } from "#web/words/overall.ts";
import { LOCAL_TIME, spanWords } from "#web/words/time.ts";
import { overviewView } from "./overview-view.ts";

/** `<shardlight-overview>`: the sentence for everyone, and how far to trust it. */
export class ShardlightOverview extends LightElement {
  readonly #feed = new FeedController(this, ({ state, mode }) => state ?? mode);
  #wasStale = false;

  constructor() {
    super();
    new SecondsController(this, () => this.#feed.store.isStale || this.#wasStale);
  }

  override render(): TemplateResult {
    const { store } = this.#feed;
    this.#wasStale = store.isStale;
    const notices = store.state === null ? [] : monitorWords(store.state.monitor, store.now, LOCAL_TIME);
    if (store.isStale)
      notices.unshift(
        `The server has not been heard for ${spanWords(store.silentMs)}. This is what was known then; the page goes on trying.`,
      );
    const unheard = store.mode === "reconnecting" ? UNREACHED_WORDS : WAITING_WORDS;
    const words = store.state === null ? unheard : overallWords(store.state.clusters);
    return overviewView(html, { words, notices });
  }
}
