import { type PropertyValues, ReactiveElement } from "lit";
import { property } from "lit/decorators.js";
import type { FeedMessage } from "#protocol/feed.ts";
import { decodeRanges, type ShardRanges } from "#protocol/ranges.ts";
import type { ShardState } from "#protocol/state.ts";
import { FeedController } from "#web/feed/feed-controller.ts";
import { parseLook } from "#web/panels/look/look.ts";
import { adoptCells, type Cells, nameCells, paintCells } from "./cells.ts";
import { isTiny } from "./density.ts";
import { nextPosition } from "./grid-keys.ts";
import { LookAtEvent } from "./look-at.ts";
import { Pulses } from "./pulses.ts";

/**
 * `<shardlight-grid data-cluster>`: one cluster's shards as cells. Takes over the server's cells, and from then
 * on writes one attribute for each shard that changes.
 */
export class ShardlightGrid extends ReactiveElement {
  /** The shard that the reader's server is on. */
  @property({ attribute: false }) found: number | null = null;
  /** States to walk over with the keys; empty for all. */
  @property({ attribute: false }) shown: ReadonlySet<ShardState> = new Set();

  /** Shards of the process that the reader chose; empty for none. */
  @property({ attribute: false }) marked: ShardRanges = "";

  readonly #feed = new FeedController(
    this,
    ({ state }) => state?.clusters.find(({ name }) => name === this.dataset["cluster"])?.states,
    (message) => this.#pulse(message),
  );
  #cells: Cells = { elements: [], chunks: [], painted: [] };
  #pulses: Pulses | null = null;
  /** The cell that the tab key comes to. */
  #stop: HTMLElement | null = null;

  constructor() {
    super();
    this.addEventListener("keydown", (event) => this.#walk(event));
    this.addEventListener("click", ({ target }) => this.#lookAt(target, "choice"));
    this.addEventListener("focusin", ({ target }) => {
      this.#moveStop(target);
      this.#nameFocused();
      if (target instanceof Element && target.matches(":focus-visible")) this.#lookAt(target, "glance");
    });
    this.addEventListener("focusout", ({ target }) => {
      if (target instanceof HTMLElement && this.hasAttribute("data-tiny"))
        target.setAttribute("aria-label", target.dataset["shard"] ?? "");
      this.dispatchEvent(new LookAtEvent(null));
    });
    this.addEventListener("pointerover", (event) => {
      if (event.pointerType === "mouse") this.#lookAt(event.target, "glance");
    });
    this.addEventListener("pointerleave", () => this.dispatchEvent(new LookAtEvent(null)));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#catchUp);
    document.addEventListener("shardlight-look", this.#catchUp);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#catchUp);
    document.removeEventListener("shardlight-look", this.#catchUp);
    this.#pulses?.stop();
    this.#pulses = null;
  }

  /** The cell of a shard. */
  cell(shard: number): HTMLElement | undefined {
    return this.#cells.elements[shard];
  }

  /** Draws cells too small for numbers, or large enough. */
  showTiny(isTiny: boolean): void {
    if (this.hasAttribute("data-tiny") === isTiny) return;
    this.toggleAttribute("data-tiny", isTiny);
    nameCells(this.#cells, isTiny);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override shouldUpdate(): boolean {
    return !document.hidden;
  }

  protected override update(changed: PropertyValues<this>): void {
    super.update(changed);
    const cluster = this.dataset["cluster"] ?? "";
    const states = this.#feed.store.cluster(cluster)?.states ?? [];
    if (this.#pulses === null || this.#cells.elements.length !== states.length) {
      this.#cells = adoptCells(this, cluster, states);
      this.#stop = this.#cells.elements[0] ?? null;
      this.#pulses?.stop();
      this.#pulses = new Pulses(this.#cells);
    }
    paintCells(this.#cells, states);
    this.#size(states.length);
    this.#nameFocused();
    if (changed.has("found")) this.#markFound();
    if (changed.has("marked")) this.#markChosen();
    this.#keepStopSeen();
  }

  readonly #catchUp = (): void => {
    if (!document.hidden) this.requestUpdate();
  };

  #markFound(): void {
    this.querySelector("[aria-current]")?.removeAttribute("aria-current");
    const cell = this.found === null ? undefined : this.#cells.elements[this.found];
    cell?.setAttribute("aria-current", "true");
    if (cell !== undefined) this.#moveStop(cell);
  }

  #markChosen(): void {
    const marked = new Set(decodeRanges(this.marked));
    for (const [id, cell] of this.#cells.elements.entries())
      if (cell.hasAttribute("data-marked") !== marked.has(id)) cell.toggleAttribute("data-marked");
  }

  #pulse(message: FeedMessage): void {
    if (message.event !== "frame" || document.hidden || document.documentElement.dataset["pulse"] === "off")
      return;
    const heard = message.data.clusters[this.dataset["cluster"] ?? ""]?.pulses;
    if (heard !== undefined) this.#pulses?.show(heard);
  }

  #moveStop(target: EventTarget | null): void {
    if (!(target instanceof HTMLElement) || target === this.#stop) return;
    this.#stop?.removeAttribute("tabindex");
    target.setAttribute("tabindex", "0");
    this.#stop = target;
  }

  #size(shardCount: number): void {
    const look = parseLook(document.cookie);
    // A wall is sized by the page around, which knows the screen.
    if (look.view !== "wall") this.showTiny(this.shown.size === 0 && isTiny(look, shardCount));
  }

  /** A tiny cell has no glyph of type to speak for it: the one in focus is named with its state. */
  #nameFocused(): void {
    const { activeElement: cell } = document;
    if (!(cell instanceof HTMLElement) || !this.contains(cell) || !this.hasAttribute("data-tiny")) return;
    const { shard = "", state = "" } = cell.dataset;
    cell.setAttribute("aria-label", `${shard} ${state}`);
  }

  /** The filter may have hidden the cell that the tab key comes to. */
  #keepStopSeen(): void {
    if (this.shown.size === 0) return;
    const seen = this.#seenCells();
    if (this.#stop === null || !seen.includes(this.#stop)) this.#moveStop(seen[0] ?? null);
  }

  #lookAt(target: EventTarget | null, by: "glance" | "choice"): void {
    if (!(target instanceof HTMLElement) || target.dataset["shard"] === undefined) return;
    const { cluster = "", shard } = target.dataset;
    this.dispatchEvent(new LookAtEvent({ cluster, shard: Number(shard), cell: target, by }));
  }

  #walk(event: KeyboardEvent): void {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement)) return;
    if (key === "Enter" || key === " ") {
      event.preventDefault();
      this.#lookAt(target, "choice");
      return;
    }
    const seen = this.#seenCells();
    const next = nextPosition(key, seen.indexOf(target), seen.length, this.#columns());
    if (next === null) return;
    event.preventDefault();
    const cell = seen[next];
    if (cell === undefined) return;
    this.#moveStop(cell);
    cell.focus();
  }

  #seenCells(): readonly HTMLElement[] {
    const { elements, painted } = this.#cells;
    if (this.shown.size === 0) return elements;
    const shown: ReadonlySet<string | null> = this.shown;
    return elements.filter((cell, id) => shown.has(painted[id] ?? null) || cell === document.activeElement);
  }

  #columns(): number {
    const grid = this.querySelector("div[role=presentation]");
    const tracks = [this, grid].map(
      (its) => its && getComputedStyle(its).gridTemplateColumns.split(" ").length,
    );
    return Math.max(1, ...tracks.filter((its) => its !== null));
  }
}
