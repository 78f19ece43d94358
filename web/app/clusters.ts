import type { ClusterState } from "#web/feed/reduce.ts";
import { WIDE_NUMBERS } from "#web/panels/shards/density.ts";
import { gridLabel } from "#web/words/state-words.ts";

const buildCluster = ({ name, shardCount }: ClusterState): HTMLElement => {
  const head = document.createElement("div");
  head.className = "cluster-head";
  const grid = document.createElement("shardlight-grid");
  grid.dataset["cluster"] = name;
  grid.setAttribute("role", "listbox");
  grid.setAttribute("aria-label", gridLabel(name));
  grid.toggleAttribute("data-wide", shardCount > WIDE_NUMBERS);
  const frame = document.createElement("div");
  frame.className = "grid-frame";
  frame.append(grid);
  const cluster = document.createElement("shardlight-cluster");
  cluster.className = "cluster";
  cluster.dataset["cluster"] = name;
  const processes = document.createElement("shardlight-processes");
  processes.className = "processes";
  processes.dataset["cluster"] = name;
  cluster.append(head, frame, processes);
  return cluster;
};

/** Has the page hold exactly these clusters in this order; those that it holds already stay as they are. */
export const showClusters = (container: HTMLElement, clusters: readonly ClusterState[]): void => {
  const held = Array.from(container.querySelectorAll<HTMLElement>("shardlight-cluster"));
  const isSame =
    held.length === clusters.length && held.every((its, i) => its.dataset["cluster"] === clusters[i]?.name);
  if (isSame) return;
  const kept = new Map(held.map((its) => [its.dataset["cluster"], its]));
  container.replaceChildren(...clusters.map((cluster) => kept.get(cluster.name) ?? buildCluster(cluster)));
};
