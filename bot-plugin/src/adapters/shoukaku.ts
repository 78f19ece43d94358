import { type FollowedNodes, type FollowNodesOptions, followPools } from "../audio/follow-pools.ts";
import { ShoukakuAdapter, type ShoukakuLike } from "./shoukaku-adapter.ts";

export type { FollowedNodes, FollowNodesOptions, PoolNode } from "../audio/follow-pools.ts";
export type { Logger } from "../options.ts";
export type { ShoukakuLike } from "./shoukaku-adapter.ts";

/**
 * Has a `Shoukaku` 4 use the audio nodes of a pool, as they come and go: its `nodeResolver` chooses among those that
 * take new players, and players on a node that is drained, or gone, move. Nodes of the host's own are left alone.
 * Never throws.
 */
export const followNodes = (shoukaku: ShoukakuLike, options: FollowNodesOptions): FollowedNodes =>
  followPools(new ShoukakuAdapter(shoukaku), options);
