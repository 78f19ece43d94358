import type { FeedSnapshot } from "#protocol/feed.ts";
import { ProcessLists } from "#web/api/process-lists.ts";
import { ShardDetails } from "#web/api/shard-details.ts";
import type { FeedProvider } from "#web/feed/feed-controller.ts";
import type { Line } from "#web/feed/line.ts";
import { openSharedLine } from "#web/feed/shared-line.ts";
import { FeedStore } from "#web/feed/store.ts";
import { ShardlightAnnouncer } from "#web/panels/connection/announcer-element.ts";
import { ShardlightDetails } from "#web/panels/details/details-element.ts";
import { FoundEvent } from "#web/panels/finder/found-event.ts";
import { ShowProcessEvent } from "#web/panels/processes/process-event.ts";
import { ShardlightProcesses } from "#web/panels/processes/processes-element.ts";
import { ShardlightGrid } from "#web/panels/shards/grid-element.ts";
import { LookAtEvent } from "#web/panels/shards/look-at.ts";
import { SayEvent } from "#web/ui/say-event.ts";
import { LIVE_WORDS, STALE_WORDS } from "#web/words/connection-words.ts";
import type { Place } from "#web/words/finder-words.ts";
import { showClusters } from "./clusters.ts";
import { showNodes } from "./nodes.ts";
import { showPlayer } from "./player.ts";
import { showServers } from "./servers.ts";
import { showCell } from "./show-cell.ts";
import { showTabSign } from "./tab-sign.ts";
import { fitWall } from "./wall.ts";

/** The snapshot in the HTML; null where another host serves the page. */
const readSnapshot = (): FeedSnapshot | null => {
  const text = document.querySelector("#snapshot")?.textContent;
  return text ? JSON.parse(text) : null;
};

/** `<shardlight-app>`: holds the feed for all inside it, and carries events of one panel to the others. */
export class ShardlightApp extends HTMLElement implements FeedProvider {
  readonly details: ShardDetails;
  readonly processes: ProcessLists;
  readonly store: FeedStore;
  readonly serverUrl = this.dataset["server"] ?? "";
  readonly #snapshot = readSnapshot();
  #line: Line | null = null;
  #places: readonly Place[] = [];
  #wasStale = false;

  constructor() {
    super();
    this.details = new ShardDetails(this.serverUrl);
    this.processes = new ProcessLists(this.serverUrl, this.dataset["processes"] === "none");
    this.store = new FeedStore(this.#snapshot);
    this.store.subscribe(() => this.#show());
    this.addEventListener(LookAtEvent.type, (event) => {
      if (event instanceof LookAtEvent) this.#one(ShardlightDetails)?.lookAt(event.detail);
    });
    this.addEventListener(FoundEvent.type, (event) => {
      if (event instanceof FoundEvent) this.#showFound(event);
    });
    this.addEventListener(SayEvent.type, (event) => {
      if (event instanceof SayEvent) this.#one(ShardlightAnnouncer)?.say(event.detail);
    });
    this.addEventListener(ShowProcessEvent.type, (event) => {
      if (event instanceof ShowProcessEvent) this.#showProcess(event);
    });
  }

  connectedCallback(): void {
    // A page in the back-forward cache holds no line; one that comes out of it opens a new one.
    addEventListener("pageshow", () => this.#open());
    addEventListener("pagehide", () => this.#close());
    addEventListener("online", () => this.#line?.wake());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.store.isStale) this.#line?.wake();
    });
    addEventListener("resize", () => fitWall(this));
    this.addEventListener("shardlight-look", () => fitWall(this));
    setInterval(() => this.#followTime(), 1_000);
    this.#open();
    showNodes(this.store.state?.nodes ?? null, this.#isStaff);
    showPlayer(this);
    showServers(this);
    requestAnimationFrame(() => fitWall(this));
  }

  get #isStaff(): boolean {
    return this.dataset["viewer"] === "staff";
  }

  #open(): void {
    this.#line ??= openSharedLine({
      serverUrl: this.serverUrl,
      snapshot: this.#snapshot,
      onEvent: (event) => this.store.accept(event),
    });
  }

  #close(): void {
    this.#line?.close();
    this.#line = null;
  }

  /** What changes without a message: the page grows stale, a sentence takes another line. */
  #followTime(): void {
    showTabSign(this.store, this.dataset["brand"] ?? "");
    fitWall(this);
    const { isStale } = this.store;
    if (isStale !== this.#wasStale) this.#one(ShardlightAnnouncer)?.say(isStale ? STALE_WORDS : LIVE_WORDS);
    this.#wasStale = isStale;
  }

  #show(): void {
    const { state } = this.store;
    showNodes(state?.nodes ?? null, this.#isStaff);
    const container = this.querySelector<HTMLElement>("#clusters");
    if (state !== null && container !== null) showClusters(container, state.clusters);
    this.#markPlaces();
    showTabSign(this.store, this.dataset["brand"] ?? "");
  }

  #showFound({ detail: { places, goTo, words } }: FoundEvent): void {
    this.#places = places;
    this.#markPlaces();
    if (words !== "") this.#one(ShardlightAnnouncer)?.say(words);
    if (goTo === null) return;
    // The answer is rendered in a microtask; only then is it known where the cell stands.
    requestAnimationFrame(() => this.#goTo(goTo));
  }

  #goTo({ cluster, shard }: Place): void {
    const cell = this.#grids()
      .find((grid) => grid.dataset["cluster"] === cluster)
      ?.cell(shard);
    if (cell === undefined) return;
    const isAnswerSeen = showCell(cell, this.querySelector<HTMLElement>(".finder-result"));
    if (!isAnswerSeen) this.#one(ShardlightDetails)?.lookAt({ cluster, shard, cell, by: "choice" });
  }

  #showProcess({ detail: { cluster, boot } }: ShowProcessEvent): void {
    for (const processes of this.querySelectorAll("shardlight-processes"))
      if (processes instanceof ShardlightProcesses && processes.dataset["cluster"] === cluster)
        processes.show(boot);
  }

  #markPlaces(): void {
    for (const grid of this.#grids())
      grid.found = this.#places.find(({ cluster }) => cluster === grid.dataset["cluster"])?.shard ?? null;
  }

  #grids(): ShardlightGrid[] {
    return Array.from(this.querySelectorAll("shardlight-grid")).filter(
      (its) => its instanceof ShardlightGrid,
    );
  }

  #one<E extends HTMLElement>(type: new () => E): E | null {
    for (const child of this.querySelectorAll("shardlight-details, shardlight-announcer"))
      if (child instanceof type) return child;
    return null;
  }
}
