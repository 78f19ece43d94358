import type { ShardState } from "#protocol/state.ts";
import { CHUNK_CELLS } from "./chunks.ts";

/** A grid's cells in the order of their shards, and what each shows. */
export interface Cells {
  readonly elements: readonly HTMLElement[];
  readonly chunks: readonly HTMLElement[];
  /** State that each cell shows; owned by `paintCells`. */
  readonly painted: (string | null)[];
}

const buildCell = (cluster: string, shard: number, state: ShardState): HTMLElement => {
  const cell = document.createElement("i");
  cell.setAttribute("role", "option");
  cell.setAttribute("data-cluster", cluster);
  cell.setAttribute("data-shard", String(shard));
  cell.setAttribute("data-state", state);
  cell.textContent = String(shard);
  return cell;
};

const buildChunks = (cluster: string, states: readonly ShardState[]): HTMLElement[] => {
  const chunks: HTMLElement[] = [];
  for (let first = 0; first < states.length; first += CHUNK_CELLS) {
    const chunk = document.createElement("div");
    chunk.setAttribute("role", "presentation");
    const cells = states.slice(first, first + CHUNK_CELLS);
    chunk.append(...cells.map((state, offset) => buildCell(cluster, first + offset, state)));
    chunks.push(chunk);
  }
  chunks[0]?.firstElementChild?.setAttribute("tabindex", "0");
  return chunks;
};

/** Takes over the cells that the server rendered; builds them only where they are not those of the cluster. */
export const adoptCells = (grid: HTMLElement, cluster: string, states: readonly ShardState[]): Cells => {
  if (grid.getElementsByTagName("i").length !== states.length)
    grid.replaceChildren(...buildChunks(cluster, states));
  const elements = Array.from(grid.getElementsByTagName("i"));
  return {
    elements,
    chunks: Array.from(grid.children).filter((chunk) => chunk instanceof HTMLElement),
    painted: elements.map((cell) => cell.getAttribute("data-state")),
  };
};

/**
 * Writes the shards' numbers into their cells, or gives them as names to cells too small for text: thousands of
 * texts that nobody sees cost a third of the time to the first view.
 */
export const nameCells = ({ elements }: Cells, isTiny: boolean): void => {
  for (const [id, cell] of elements.entries()) {
    cell.textContent = isTiny ? "" : String(id);
    if (isTiny) cell.setAttribute("aria-label", String(id));
    else cell.removeAttribute("aria-label");
  }
};

/** Shows the states: one attribute for each cell that differs. */
export const paintCells = ({ elements, painted }: Cells, states: readonly ShardState[]): void => {
  for (let id = 0; id < states.length; id += 1) {
    const state = states[id];
    if (state === undefined || painted[id] === state) continue;
    painted[id] = state;
    elements[id]?.setAttribute("data-state", state);
  }
};
