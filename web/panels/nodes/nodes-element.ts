import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { NodeView } from "#protocol/audio-view.ts";
import { NodeDetails } from "#web/api/node-details.ts";
import { FeedController } from "#web/feed/feed-controller.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { SecondsController } from "#web/ui/seconds-controller.ts";
import type { KnownNode } from "#web/words/node-condition.ts";
import { LOCAL_TIME } from "#web/words/time.ts";
import { NodeHours } from "./node-hours.ts";
import { isCompact, keepOrder, sortNodes } from "./node-order.ts";
import { nodesView } from "./nodes-view.ts";
import type { StaffDesk } from "./staff-desk.ts";

const UNANSWERED = "The last hour could not be had yet; this goes on asking.";

/** `<shardlight-nodes>`: the audio nodes, as far as the reader may know; nothing where there are none. */
export class ShardlightNodes extends LightElement {
  readonly #feed: FeedController = new FeedController(this, ({ state }) => state?.nodes);
  #hours: NodeHours | null = null;
  readonly #open = new Set<string>();
  readonly #inView = new Set<string>();
  #order: readonly string[] = [];
  #staff: StaffDesk | null = null;
  /** Each node's state when its details were asked for: another one has another history. */
  readonly #statesAsked = new Map<string, KnownNode["state"]>();
  readonly #observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) this.#noteView(target, isIntersecting);
    this.requestUpdate();
  });

  constructor() {
    super();
    new SecondsController(this, () => this.#inView.size > 0);
    // A toggle does not bubble.
    this.addEventListener("toggle", ({ target }) => this.#follow(target), { capture: true });
    for (const end of ["pointerleave", "focusout"]) this.addEventListener(end, () => this.requestUpdate());
  }

  override connectedCallback(): void {
    // What a reader opened before this script came stays open.
    for (const row of this.querySelectorAll<HTMLElement>("details[open]"))
      this.#open.add(row.dataset["node"] ?? "");
    super.connectedCallback();
    const details = new NodeDetails(this.#feed.provider.serverUrl);
    this.#hours ??= new NodeHours(
      (id) => details.get(id),
      () => this.requestUpdate(),
    );
    if (this.#feed.provider.dataset["viewer"] === "staff") void this.#openDesk();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  override render(): TemplateResult {
    const { now, isStale } = this.#feed.store;
    const nodes = this.#nodes;
    if (nodes.length === 0) return html``;
    const ordered = this.#ordered(nodes);
    if (!isStale) this.#hours?.hear(nodes, now);
    const panel = nodesView<TemplateResult>(html, {
      nodes: ordered,
      bodyOf: (node) => (this.#open.has(node.id) ? this.#body(node) : null),
      hourOf: ({ id }) => this.#hours?.hour(id) ?? null,
      each: repeat,
      now,
      zone: LOCAL_TIME,
    });
    // One template from first to last: another one would close what is open.
    return html`${panel}${this.#staff?.question() ?? nothing}`;
  }

  protected override firstUpdated(): void {
    for (const row of this.querySelectorAll("details")) row.open = this.#open.has(row.dataset["node"] ?? "");
  }

  /** What the feed tells, and what staff know beside it. */
  get #nodes(): readonly (NodeView & KnownNode)[] {
    const told = this.#feed.store.state?.nodes ?? [];
    return this.#staff?.with(told) ?? told;
  }

  protected override updated(): void {
    for (const row of this.querySelectorAll("[data-node]")) this.#observer.observe(row);
    this.#ask();
  }

  /** By concern; but while someone points at a row or stands in it, none moves. */
  #ordered(nodes: readonly KnownNode[]): readonly KnownNode[] {
    const sorted = sortNodes(nodes);
    const ordered = this.matches(":hover, :focus-within") ? keepOrder(sorted, this.#order) : sorted;
    this.#order = ordered.map(({ id }) => id);
    return ordered;
  }

  #body(node: KnownNode) {
    const detail = this.#hours?.detail(node.id);
    return {
      // The feed is newer; what it does not tell, the answer may.
      node: { ...detail?.node, ...node },
      hour: this.#hours?.hour(node.id) ?? null,
      history: detail?.history ?? [],
      trouble: this.#hours?.isUnanswered(node.id) ? UNANSWERED : null,
      orders: this.#staff?.buttons(node) ?? "",
    };
  }

  /** The desk is loaded for staff alone. */
  async #openDesk(): Promise<void> {
    const { StaffDesk } = await import("./staff-desk.ts");
    this.#staff ??= new StaffDesk(this, (id) => this.#hours?.forget(id));
    this.requestUpdate();
  }

  #noteView(row: Element, isInView: boolean): void {
    const id = row.getAttribute("data-node") ?? "";
    if (isInView) this.#inView.add(id);
    else this.#inView.delete(id);
  }

  #follow(target: EventTarget | null): void {
    if (!(target instanceof HTMLDetailsElement)) return;
    const id = target.dataset["node"] ?? "";
    if (target.open) this.#open.add(id);
    else this.#open.delete(id);
    this.requestUpdate();
  }

  #ask(): void {
    const nodes = this.#nodes;
    for (const { id, state } of nodes) {
      if (this.#open.has(id) && this.#statesAsked.get(id) !== state) this.#hours?.forget(id);
      this.#statesAsked.set(id, state);
    }
    const drawn = nodes.filter(
      ({ id, load }) =>
        this.#open.has(id) || (load !== undefined && !isCompact(nodes) && this.#inView.has(id)),
    );
    this.#hours?.want(drawn.map(({ id }) => id));
  }
}
