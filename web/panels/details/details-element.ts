import { html, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { ProcessDetail } from "#protocol/process.ts";
import type { ShardDetail } from "#protocol/shard-detail.ts";
import { FeedController } from "#web/feed/feed-controller.ts";
import { ShowProcessEvent } from "#web/panels/processes/process-event.ts";
import { processOf } from "#web/panels/processes/process-of.ts";
import type { ShardLook } from "#web/panels/shards/look-at.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { SecondsController } from "#web/ui/seconds-controller.ts";
import { LOCAL_TIME } from "#web/words/time.ts";
import { detailsView } from "./details-view.ts";
import { placeCard } from "./place-card.ts";

/** A glance shorter than this asks nothing of the server. */
const GLANCE_MS = 150;
/** A card that is open asks again so often. */
const REFRESH_MS = 5_000;
/** As in `details.css`: below it the card is a sheet at the foot of the page. */
const SHEET = "(width < 36rem)";

const SHEET_GAP_PX = 16;

const AWAY = "Details cannot be had right now; the server is not answering.";

/** `<shardlight-details>`: the card about the shard that is looked at. */
export class ShardlightDetails extends LightElement {
  @state() private look: ShardLook | null = null;
  @state() private detail: ShardDetail | null = null;
  @state() private process: ProcessDetail | null = null;
  @state() private trouble: string | null = null;
  readonly #feed: FeedController = new FeedController(this, ({ state }) => this.#current(state));
  #pending: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new SecondsController(this, () => this.look !== null);
    this.addEventListener("click", ({ target }) => {
      if (!(target instanceof Element)) return;
      const boot = target.closest<HTMLElement>(".process-link")?.dataset["boot"];
      if (boot !== undefined) this.#goToProcess(boot);
      else if (target.closest(".close") !== null) this.close();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.#onKey);
    document.addEventListener("pointerdown", this.#onPointer);
    addEventListener("scroll", this.#onScroll, { passive: true });
    addEventListener("resize", this.#onScroll, { passive: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#pending);
    document.removeEventListener("keydown", this.#onKey);
    document.removeEventListener("pointerdown", this.#onPointer);
    removeEventListener("scroll", this.#onScroll);
    removeEventListener("resize", this.#onScroll);
  }

  /** Shows a shard, or ends a glance with null. A chosen one stays until it is closed or another is chosen. */
  lookAt(look: ShardLook | null): void {
    if (this.look?.by === "choice" && look?.by !== "choice") return;
    clearTimeout(this.#pending);
    if (look === null) {
      this.close();
      return;
    }
    const isSame = this.look?.shard === look.shard && this.look.cluster === look.cluster;
    if (look.by === "choice" || isSame) this.#open(look);
    else this.#pending = setTimeout(() => this.#open(look), GLANCE_MS);
  }

  close(): void {
    clearTimeout(this.#pending);
    this.look?.cell.removeAttribute("aria-describedby");
    this.look = null;
    this.detail = null;
    this.process = null;
    if (this.matches(":popover-open")) this.hidePopover();
  }

  override render(): TemplateResult {
    const current = this.#current(this.#feed.store.state);
    if (this.look === null || current === undefined) return html``;
    const { cluster, shard, by } = this.look;
    const { detail, process, trouble } = this;
    return detailsView(html, {
      cluster,
      shard,
      state: current,
      detail,
      process,
      trouble,
      isPinned: by === "choice",
      now: this.#feed.store.now,
      zone: LOCAL_TIME,
    });
  }

  protected override updated(): void {
    if (this.look === null) return;
    if (this.detail !== null && this.detail.state !== this.#current(this.#feed.store.state)) this.#ask();
    this.#place();
  }

  #current(feed: FeedController["store"]["state"]) {
    const { look } = this;
    if (look === null) return undefined;
    return feed?.clusters.find(({ name }) => name === look.cluster)?.states[look.shard];
  }

  #open(look: ShardLook): void {
    const isOther = this.look?.shard !== look.shard || this.look.cluster !== look.cluster;
    this.look?.cell.removeAttribute("aria-describedby");
    if (isOther) {
      this.detail = null;
      this.process = null;
      this.trouble = null;
    }
    this.look = look;
    this.dataset["by"] = look.by;
    look.cell.setAttribute("aria-describedby", this.id);
    if (!this.matches(":popover-open")) this.showPopover();
    if (look.by === "choice") this.updateComplete.then(() => this.#uncover(look.cell));
    this.#ask();
  }

  #ask(): void {
    const { look } = this;
    if (look === null) return;
    clearTimeout(this.#pending);
    this.#pending = setTimeout(() => this.#ask(), REFRESH_MS);
    const isStill = () => this.look?.cluster === look.cluster && this.look.shard === look.shard;
    const { details, processes } = this.#feed.provider;
    const all = Promise.all([
      details.get(look.cluster, look.shard),
      // Without them the rest is still worth telling.
      processes.detailed(look.cluster).catch(() => []),
    ]);
    all.then(
      ([detail, listed]) => {
        if (!isStill()) return;
        const isFirst = this.detail === null;
        this.detail = detail;
        this.process = processOf(listed, look.shard) ?? null;
        this.trouble = null;
        if (isFirst && look.by === "choice") this.updateComplete.then(() => this.#uncover(look.cell));
      },
      () => {
        if (isStill()) this.trouble = AWAY;
      },
    );
  }

  #goToProcess(boot: string): void {
    const { look } = this;
    if (look === null) return;
    this.close();
    this.dispatchEvent(new ShowProcessEvent({ cluster: look.cluster, boot }));
  }

  #place(): void {
    if (this.look === null) return;
    if (matchMedia(SHEET).matches) {
      this.style.left = "";
      this.style.top = "";
      return;
    }
    const viewport = { width: document.documentElement.clientWidth, height: innerHeight };
    const { left, top } = placeCard(
      this.look.cell.getBoundingClientRect(),
      { width: this.offsetWidth, height: this.offsetHeight },
      viewport,
    );
    this.style.left = `${left}px`;
    this.style.top = `${top}px`;
  }

  /** The sheet must not lie over the cell that it is about. */
  #uncover(cell: HTMLElement): void {
    if (!matchMedia(SHEET).matches) return;
    const hiddenPx = cell.getBoundingClientRect().bottom + SHEET_GAP_PX - this.getBoundingClientRect().top;
    if (hiddenPx > 0) scrollBy({ top: hiddenPx });
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || this.look === null) return;
    event.preventDefault();
    this.close();
  };

  readonly #onPointer = ({ target }: PointerEvent): void => {
    if (!(target instanceof Element) || this.look === null) return;
    if (!this.contains(target) && target.closest("shardlight-grid") === null) this.close();
  };

  readonly #onScroll = (): void => {
    if (this.look !== null) this.#place();
  };
}
