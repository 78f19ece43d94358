import { type ShardState, standingOf } from "#protocol/state.ts";

/** Order in which the server first saw a boot, from 1; `NO_OWNER` where no boot owns the shard. */
export type BootOrder = number;
export const NO_OWNER: BootOrder = 0;

/**
 * Whether a boot's word about a shard counts. Of two processes that claim one shard, the one first seen most
 * recently wins once it is ready, so that a rolling restart does not flicker: until the newcomer is online, the
 * elder's word stands. A shard whose owner is gone or in trouble is anyone's.
 */
export const mayClaim = (
  shard: { readonly owner: BootOrder; readonly state: ShardState },
  boot: BootOrder,
  reported: ShardState,
): boolean => {
  if (shard.owner === NO_OWNER || shard.owner === boot) return true;
  const standing = standingOf(shard.state);
  if (standing === "down" || standing === "unknown") return true;
  return boot > shard.owner && reported === "online";
};
