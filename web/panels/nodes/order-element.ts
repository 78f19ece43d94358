import "../../styles/node-orders.css";
import { html, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { orderNode } from "#web/api/staff-nodes.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { SayEvent } from "#web/ui/say-event.ts";
import type { KnownNode } from "#web/words/node-condition.ts";
import { type NodeOrder, ORDER_WORDS, orderConsequence, ordersFor } from "#web/words/node-orders.ts";
import { nodeName } from "#web/words/node-words.ts";

/** Sent, bubbling, once a node was told something. */
export class OrderedEvent extends CustomEvent<string> {
  static readonly type = "shardlight-ordered";

  /** @param id the node's */
  constructor(id: string) {
    super(OrderedEvent.type, { detail: id, bubbles: true });
  }
}

/** Buttons for what a node can be told; each asks `<shardlight-node-order>` to ask whether one is sure. */
export const orderButtons = (
  node: KnownNode,
  ask: (node: KnownNode, order: NodeOrder) => void,
): TemplateResult =>
  html`<p class="node-orders" role="group" aria-label="What becomes of it">${ordersFor(node).map(
    (order) =>
      html`<button type="button" data-order=${order} @click=${() => ask(node, order)}>${ORDER_WORDS[order].button}</button>`,
  )}</p>`;

/** `<shardlight-node-order>`: asks staff whether they are sure, then has the server do it. */
export class ShardlightNodeOrder extends LightElement {
  @state() private asked: { readonly node: KnownNode; readonly order: NodeOrder } | null = null;
  @state() private trouble: string | null = null;
  @state() private isSending = false;

  /** Opens the question. */
  ask(node: KnownNode, order: NodeOrder): void {
    this.asked = { node, order };
    this.trouble = null;
    void this.updateComplete.then(() => this.#dialog?.showModal());
  }

  override render(): TemplateResult {
    const { asked, trouble, isSending } = this;
    if (asked === null) return html``;
    const { node, order } = asked;
    const { button } = ORDER_WORDS[order];
    return html`<dialog class="order" aria-labelledby="order-heading" aria-describedby="order-words"><h2 id="order-heading">${button}: <bdi>${nodeName(node)}</bdi>?</h2><p id="order-words">${orderConsequence(order, node.players)}</p>${
      trouble === null ? "" : html`<p class="order-trouble" role="alert">${trouble}</p>`
    }<p class="order-ways"><button type="button" class="order-yes" ?disabled=${isSending} @click=${this.#send}>${button}</button><button type="button" @click=${() => this.#dialog?.close()}>Leave it</button></p></dialog>`;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.querySelector("dialog");
  }

  readonly #send = async (): Promise<void> => {
    const { asked } = this;
    if (asked === null || this.isSending) return;
    this.isSending = true;
    try {
      await orderNode(asked.node.id, asked.order);
      this.#dialog?.close();
      this.dispatchEvent(new OrderedEvent(asked.node.id));
      this.dispatchEvent(new SayEvent(`${nodeName(asked.node)} ${ORDER_WORDS[asked.order].done}.`));
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : "That did not work.";
    }
    this.isSending = false;
  };
}
