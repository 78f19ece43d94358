import { html, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { ProcessList } from "#protocol/process.ts";
import { FeedController } from "#web/feed/feed-controller.ts";
import { ShardlightGrid } from "#web/panels/shards/grid-element.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { scrollBehavior } from "#web/ui/scroll.ts";
import { SecondsController } from "#web/ui/seconds-controller.ts";
import { processesWords } from "#web/words/process-words.ts";
import { LOCAL_TIME, spanWords } from "#web/words/time.ts";
import { processesView } from "./processes-view.ts";

/** A list that is open and in view is asked for again so often. */
const REFRESH_MS = 5_000;

/** `<shardlight-processes data-cluster>`: which machine is it? The processes of one cluster, asked for when opened. */
export class ShardlightProcesses extends LightElement {
  @state() private list: ProcessList | null = null;
  @state() private isAway = false;
  @state() private isOpen = false;
  /** Boot of the process whose shards are marked in the grid. */
  @state() private chosen: string | null = null;
  readonly #feed: FeedController = new FeedController(this, (store) => store.cluster(this.#name)?.totals);
  /** Boot of the process to go to once it is listed. */
  #wanted: string | null = null;
  #isInView = false;
  #askedAt = Number.NEGATIVE_INFINITY;
  #answeredAt = 0;
  readonly #observer = new IntersectionObserver((entries) => {
    this.#isInView = entries.at(-1)?.isIntersecting ?? false;
  });

  constructor() {
    super();
    new SecondsController(this, () => this.isOpen && this.#isInView);
    this.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest<HTMLElement>("button") : null;
      if (button !== null) this.#press(button);
    });
    // A toggle does not bubble.
    this.addEventListener("toggle", () => this.#follow(), { capture: true });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#onKey);
    this.#observer.disconnect();
  }

  /** Opens the list, goes to a process and marks its shards. */
  show(boot: string): void {
    const details = this.querySelector("details");
    if (details === null) return;
    this.#wanted = boot;
    this.chosen = boot;
    details.open = true;
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const totals = this.#feed.store.cluster(this.#name)?.totals;
    if (totals === undefined || this.#feed.provider.processes.isHidden) return html``;
    const summary = processesWords(totals, this.isOpen ? this.list : null);
    if (summary === null) return html``;
    return processesView(html, {
      summary,
      isOpen: this.isOpen,
      list: this.list,
      trouble: this.#trouble(),
      chosen: this.chosen,
      now: this.#feed.store.now,
      zone: LOCAL_TIME,
    });
  }

  protected override updated(): void {
    const details = this.querySelector("details");
    if (details === null) this.#close();
    else this.#observer.observe(details);
    if (this.isOpen && performance.now() - this.#askedAt >= REFRESH_MS) this.#ask();
    this.#mark();
    this.#goToWanted();
  }

  get #name(): string {
    return this.dataset["cluster"] ?? "";
  }

  #grid(): ShardlightGrid | null {
    const grid = this.parentElement?.querySelector("shardlight-grid");
    return grid instanceof ShardlightGrid ? grid : null;
  }

  #trouble(): string | null {
    if (!this.isAway) return null;
    const away = "The server is not answering; this goes on asking.";
    if (this.list === null) return away;
    return `This was so ${spanWords(performance.now() - this.#answeredAt)} ago. ${away}`;
  }

  #follow(): void {
    const isOpen = this.querySelector("details")?.open ?? false;
    if (isOpen) this.isOpen = true;
    else this.#close();
  }

  #close(): void {
    this.isOpen = false;
    this.list = null;
    this.isAway = false;
    this.chosen = null;
    this.#wanted = null;
    this.#askedAt = Number.NEGATIVE_INFINITY;
  }

  #ask(): void {
    this.#askedAt = performance.now();
    this.#feed.provider.processes.get(this.#name).then(
      (list) => {
        if (!this.isOpen) return;
        this.list = list;
        this.isAway = false;
        this.#answeredAt = performance.now();
        // Where the reader may not know, it is gone with this.
        this.requestUpdate();
      },
      () => {
        if (this.isOpen) this.isAway = true;
      },
    );
  }

  #press(button: HTMLElement): void {
    const { boot, do: action } = button.dataset;
    if (action === "clear") this.#clear();
    else if (action === "back" && this.chosen !== null) this.show(this.chosen);
    else if (boot !== undefined) {
      this.chosen = this.chosen === boot ? null : boot;
      if (this.chosen !== null) this.updateComplete.then(() => this.#showMarked());
    }
  }

  /** Whoever clears by the note stands in the list again, for the note is gone. */
  #clear(): void {
    const button = this.#button(this.chosen);
    const isNoteFocused = document.activeElement?.closest(".marked-note") !== null;
    this.chosen = null;
    if (isNoteFocused) button?.focus({ preventScroll: true });
  }

  #mark(): void {
    const grid = this.#grid();
    const process =
      this.list?.visible === "all" ? this.list.processes.find(({ boot }) => boot === this.chosen) : undefined;
    if (grid !== null) grid.marked = process?.shardRanges ?? "";
  }

  #showMarked(): void {
    const first = Number.parseInt(this.#grid()?.marked ?? "", 10);
    this.#grid()?.cell(first)?.scrollIntoView({ block: "nearest", behavior: scrollBehavior() });
  }

  #goToWanted(): void {
    const button = this.#wanted === null ? null : this.#button(this.#wanted);
    if (button === null) return;
    this.#wanted = null;
    button.focus({ preventScroll: true });
    button.scrollIntoView({ block: "center", behavior: scrollBehavior() });
  }

  #button(boot: string | null): HTMLElement | null {
    return boot === null ? null : this.querySelector<HTMLElement>(`button[data-boot="${CSS.escape(boot)}"]`);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || this.chosen === null || event.defaultPrevented) return;
    event.preventDefault();
    this.#clear();
  };
}
