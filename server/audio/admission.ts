import type { AnnouncedNode } from "#protocol/audio.ts";
import type { EpochMs } from "../clock.ts";
import { AppError } from "../errors.ts";
import { isSameBlock } from "./address-block.ts";
import { BLOCK_RESTS_MS } from "./life.ts";
import { type AudioNode, isAway } from "./node.ts";

/** Who announces: the agent's run, or null for a request without an agent. */
export type Announcer = string | null;

/** What becomes of an announcement: a new life, or news of a node that lives; `outlived` is retired for it. */
export type Admission =
  | { readonly kind: "new"; readonly outlived: AudioNode | null }
  | {
      readonly kind: "known";
      readonly node: AudioNode;
      readonly hasNewBlock: boolean;
      readonly outlived: AudioNode | null;
    };

/**
 * Decides about an announcement. The name is the identity: at another address it is the same node, unless another
 * agent is heard there now, which would be two machines of one name.
 * @param nodes all lives of the pool, in the order in which they were announced
 * @param heardFrom the agent that is linked for a node now; null for none
 * @throws AppError `name_taken`, `address_taken` or `node_retired`
 */
export const admit = (
  announced: AnnouncedNode,
  by: Announcer,
  {
    nodes,
    heardFrom,
    now,
  }: {
    readonly nodes: Iterable<AudioNode>;
    readonly heardFrom: (node: AudioNode) => Announcer;
    readonly now: EpochMs;
  },
): Admission => {
  let same: AudioNode | null = null;
  let neighbour: AudioNode | null = null;
  for (const node of nodes) {
    if (node.pool !== announced.pool) continue;
    if (node.name === announced.name) same = node;
    else if (node.address === announced.address && node.state !== "retired") neighbour = node;
  }
  if (neighbour !== null && !isAway(neighbour)) {
    throw new AppError(
      "address_taken",
      `this pool has a node at this address already, ${neighbour.name}; announce it by that name, or retire that node first`,
    );
  }
  if (same === null) return { kind: "new", outlived: neighbour };
  const isSamePlace = isSameBlock(same.address, announced.address);
  if (same.state === "retired") {
    const restedMs = now - same.since;
    if (isSamePlace && restedMs < BLOCK_RESTS_MS) {
      throw new AppError(
        "node_retired",
        "this node was retired; give its machine another address block, or have operations return it",
      );
    }
    return { kind: "new", outlived: neighbour };
  }
  const other = heardFrom(same);
  if (other !== null && other !== by && same.address !== announced.address) {
    throw new AppError(
      "name_taken",
      "another agent announces this name from another address; give each node a name of its own",
    );
  }
  return { kind: "known", node: same, hasNewBlock: !isSamePlace, outlived: neighbour };
};

/**
 * Decides whether a retired life may go on: a later one may have its name, or another node its address.
 * @param nodes all lives
 * @throws AppError `name_taken` or `address_taken`
 */
export const assertMayReturn = (node: AudioNode, nodes: Iterable<AudioNode>): void => {
  if (node.state !== "retired") return;
  for (const other of nodes) {
    if (other.id === node.id || other.pool !== node.pool || other.state === "retired") continue;
    if (other.name === node.name) {
      throw new AppError("name_taken", "a later node has this name; return that one, or retire it first");
    }
    if (other.address === node.address) {
      throw new AppError(
        "address_taken",
        `this pool has a node at this address by now, ${other.name}; retire that first`,
      );
    }
  }
};
