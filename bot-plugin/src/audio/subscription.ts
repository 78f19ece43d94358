import type { SubscribeFrame } from "../protocol/audio-link.ts";
import type { LinkChannel } from "../transport/channel.ts";

/** The wire takes no more. */
export const MOST_POOLS = 16;

const wantedOn = new WeakMap<LinkChannel, Set<readonly string[]>>();

/**
 * Pools that are wanted over a link, beside those that others want over the same one: a subscription replaces what
 * was wanted before.
 */
export const subscribe = (channel: LinkChannel, pools: readonly string[]) => {
  const wanted = wantedOn.get(channel) ?? new Set();
  wantedOn.set(channel, wanted.add(pools));
  const frame = (): SubscribeFrame => ({
    type: "subscribe",
    pools: [...new Set([...wanted].flat())].slice(0, MOST_POOLS),
  });
  return {
    /** Says it; again whenever the link stands anew. */
    say: () => channel.send(frame()),
    /** These are no longer wanted; what is has to be said again. */
    end: () => void wanted.delete(pools),
  };
};
