import type { ReactiveElement } from "lit";
import { html, type TemplateResult } from "lit";
import type { NodeView } from "#protocol/audio-view.ts";
import type { KnownNode } from "#web/words/node-condition.ts";
import { OrderedEvent, orderButtons, ShardlightNodeOrder } from "./order-element.ts";
import { StaffNodes } from "./staff-nodes.ts";

const NAME = "shardlight-node-order";

/** What the panel of audio nodes has for staff alone: more to see, and buttons. */
export class StaffDesk {
  readonly #host: ReactiveElement;
  readonly #nodes: StaffNodes;

  /** @param onOrdered told the node's id */
  constructor(host: ReactiveElement, onOrdered: (id: string) => void) {
    if (customElements.get(NAME) === undefined) customElements.define(NAME, ShardlightNodeOrder);
    this.#host = host;
    this.#nodes = new StaffNodes(host, () => host.requestUpdate());
    host.addEventListener(OrderedEvent.type, (event) => {
      if (!(event instanceof OrderedEvent)) return;
      onOrdered(event.detail);
      this.#nodes.ask();
    });
  }

  /** All nodes; null while they are not known. */
  with(told: readonly NodeView[]): readonly (NodeView & KnownNode)[] | null {
    return this.#nodes.with(told);
  }

  /** The buttons of a node. */
  buttons(node: KnownNode): TemplateResult {
    return orderButtons(node, (its, order) => {
      const question = this.#host.querySelector(NAME);
      if (question instanceof ShardlightNodeOrder) question.ask(its, order);
    });
  }

  /** Where staff are asked whether they are sure. */
  question(): TemplateResult {
    return html`<shardlight-node-order></shardlight-node-order>`;
  }
}
