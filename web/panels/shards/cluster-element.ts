import { html, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { SHARD_STATES, type ShardState } from "#protocol/state.ts";
import { FeedController } from "#web/feed/feed-controller.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { clusterHeadView, PROBLEM_STATES } from "./cluster-head-view.ts";
import { ShardlightGrid } from "./grid-element.ts";

/** `<shardlight-cluster data-cluster>`: heading, legend and grid of one cluster; the legend filters the grid. */
export class ShardlightCluster extends LightElement {
  @state() private shown: ReadonlySet<ShardState> = new Set();
  readonly #feed = new FeedController(this, (store) => store.cluster(this.#name)?.totals);

  constructor() {
    super();
    this.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest<HTMLElement>("button[data-show]") : null;
      if (button !== null) this.#choose(button.dataset["show"] ?? "");
    });
  }

  override render(): TemplateResult {
    const { store } = this.#feed;
    const cluster = store.cluster(this.#name);
    if (cluster === undefined) return html``;
    const isOnly = store.state?.clusters.length === 1;
    return clusterHeadView(html, { ...cluster, isOnly, shown: this.shown });
  }

  protected override renderTarget(): HTMLElement {
    const head = this.querySelector<HTMLElement>(".cluster-head");
    if (head === null) throw new Error("shardlight-cluster has no .cluster-head");
    return head;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has("shown")) return;
    const show = [...this.shown].join(" ");
    // To write an attribute anew has every cell's style computed anew.
    if (show === (this.dataset["show"] ?? "")) return;
    this.dataset["show"] = show;
    this.toggleAttribute("data-filtered", this.shown.size > 0);
    const grid = this.querySelector("shardlight-grid");
    if (grid instanceof ShardlightGrid) grid.shown = this.shown;
  }

  get #name(): string {
    return this.dataset["cluster"] ?? "";
  }

  #choose(show: string): void {
    if (show === "problems") {
      const isShown = PROBLEM_STATES.every((its) => this.shown.has(its)) && !this.shown.has("online");
      this.shown = new Set(isShown ? [] : PROBLEM_STATES);
      return;
    }
    const isOnlyProblems = this.shown.size === PROBLEM_STATES.length;
    const next = new Set(isOnlyProblems ? [] : this.shown);
    const chosen = SHARD_STATES.find((its) => its === show);
    if (chosen !== undefined && !next.delete(chosen)) next.add(chosen);
    this.shown = next;
  }
}
