import type { Tag } from "#web/ui/tag.ts";
import { timeView } from "#web/ui/time-view.ts";
import { conditionOf, type KnownNode } from "#web/words/node-condition.ts";
import {
  loadWords,
  nodeName,
  noteWords,
  playersPair,
  stateWords,
  usedMemoryWords,
} from "#web/words/node-words.ts";
import { spanWords, type TimeZone } from "#web/words/time.ts";
import type { Hour } from "./hour.ts";
import { hourView, meterView } from "./hour-view.ts";
import { swatchOf } from "./swatch.ts";

/** Cells that a list may have; a list has those of which any of its nodes tells. */
export type Column = "state" | "load" | "players" | "memory";

/** What a node's row shows. */
export interface NodeRow {
  readonly node: KnownNode;
  readonly columns: ReadonlySet<Column>;
  /** Null while not known; undefined where it is not drawn. */
  readonly hour: Hour | null | undefined;
  /** Epoch ms by the server's clock. */
  readonly now: number;
  readonly zone: TimeZone;
}

/** The columns of which any of these nodes tells. */
export const columnsOf = (nodes: readonly KnownNode[]): ReadonlySet<Column> =>
  new Set(
    (["state", "load", "players", "memory"] as const).filter((column) =>
      nodes.some((node) => node[column] !== undefined),
    ),
  );

const notTold = <T>(html: Tag<T>, what: string): T =>
  html`<span class="quiet"><span class="visually-hidden">${what} not known</span><span aria-hidden="true">–</span></span>`;

const nameView = <T>(html: Tag<T>, node: KnownNode): T => {
  const condition = conditionOf(node);
  const swatch =
    condition === null ? "" : html`<span class="swatch" data-state="${swatchOf(condition)}"></span>`;
  return html`<span class="node-name">${swatch}<span class="pair"><strong>${nodeName(node)}</strong>${node.region ? html` <span class="quiet">${node.region}</span>` : ""}</span></span>`;
};

const stateView = <T>(html: Tag<T>, { node, now, zone }: NodeRow): T => {
  const note = noteWords(node);
  const since =
    node.since === undefined || note !== null
      ? ""
      : html` <span class="quiet node-since">${timeView(html, node.since, `for ${spanWords(now - node.since)}`, zone)}</span>`;
  return html`<span class="node-state pair"><span class="node-word">${stateWords(node)}</span>${since}${note === null ? "" : html` <span class="node-note">${note}</span>`}</span>`;
};

const loadView = <T>(html: Tag<T>, { load }: KnownNode): T =>
  html`<span class="node-load pair">${
    load === null || load === undefined
      ? notTold(html, "load")
      : html`<span>${loadWords(load)}</span>${meterView(html, load, "load")}`
  }</span>`;

const playersView = <T>(html: Tag<T>, { players }: KnownNode): T =>
  html`<span class="node-players pair">${players ? playersPair(players).map((words, i) => html`<span class="${i === 0 ? "" : "quiet"}">${words}</span> `) : notTold(html, "players")}</span>`;

const memoryView = <T>(html: Tag<T>, { memory }: KnownNode): T =>
  html`<span class="node-memory pair">${
    memory === null || memory === undefined
      ? notTold(html, "memory")
      : html`<span>${usedMemoryWords(memory)}</span>${memory.reservableBytes > 0 ? meterView(html, Math.min(memory.usedBytes / memory.reservableBytes, 1), "memory") : ""}`
  }</span>`;

/** One node on a line: how it is, what it is called, and what it bears. */
export const rowView = <T>(html: Tag<T>, row: NodeRow): T => {
  const { node, columns, hour } = row;
  const has = (column: Column): boolean => columns.has(column);
  return html`${nameView(html, node)}${has("state") ? stateView(html, row) : ""}${has("load") ? loadView(html, node) : ""}${
    hour === undefined || !has("load") ? "" : html`<span class="node-hour">${hourView(html, hour)}</span>`
  }${has("players") ? playersView(html, node) : ""}${has("memory") ? memoryView(html, node) : ""}`;
};
