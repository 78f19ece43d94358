import { type FollowedNodes, type FollowNodesOptions, followPools } from "../audio/follow-pools.ts";
import type { PlayerAdapter } from "../music/player-adapter.ts";
import { LavalinkClientAdapter, type NodeOptions } from "./lavalink-client-adapter.ts";
import type { MusicManagerLike } from "./lavalink-client-music-shapes.ts";
import { LavalinkClientPlayers, type PlayerOptions } from "./lavalink-client-player.ts";
import type { LavalinkManagerLike } from "./lavalink-client-shapes.ts";

export type { FollowedNodes, FollowNodesOptions, PoolNode } from "../audio/follow-pools.ts";
export type { LinkRule } from "../music/link-rule.ts";
export type { PlayerAdapter } from "../music/player-adapter.ts";
export type { Logger } from "../options.ts";
export type { NodeOptions } from "./lavalink-client-adapter.ts";
export type { MusicManagerLike } from "./lavalink-client-music-shapes.ts";
export type { PlayerOptions } from "./lavalink-client-player.ts";
export type { LavalinkManagerLike } from "./lavalink-client-shapes.ts";

/** How lavalink-client is to use the nodes of a pool. */
export interface FollowOptions extends FollowNodesOptions {
  /** Options of lavalink-client for each node, such as `heartBeatInterval`. */
  readonly nodeOptions?: NodeOptions | undefined;
}

/**
 * Has a `LavalinkManager` of lavalink-client use the audio nodes of a pool, as they come and go: new players are put
 * on the best one, and those on a node that is drained, or gone, move. Nodes of the host's own are left alone. Call
 * it before or after `init()`. Never throws.
 */
export const followNodes = (manager: LavalinkManagerLike, options: FollowOptions): FollowedNodes =>
  followPools(new LavalinkClientAdapter(manager, options?.nodeOptions ?? {}), options);

/** The players of a `LavalinkManager` of lavalink-client, to be seen and steered from a status page. Never throws. */
export const lavalinkPlayers = (manager: MusicManagerLike, options: PlayerOptions = {}): PlayerAdapter =>
  new LavalinkClientPlayers(manager, options);
