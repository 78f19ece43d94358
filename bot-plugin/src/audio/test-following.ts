import { type HandedNode, type ObserveFrame, observeFrameSchema } from "../protocol/audio-link.ts";
import { ChannelHub } from "../transport/channel.ts";
import { followPools } from "./follow-pools.ts";
import { HandTiming, PaperLibrary } from "./test-nodes.ts";

/** A bot that follows these pools over a link that does not stand yet. */
export const following = (pools: readonly string[] = ["eu"]) => {
  const sent: object[] = [];
  const said: string[] = [];
  const hub = new ChannelHub((frame) => sent.push(frame));
  const library = new PaperLibrary();
  const timing = new HandTiming();
  const say = (message: string) => void said.push(message);
  const logger = { info: say, warn: say, error: say };
  const followed = followPools(library, { shardlight: { channel: hub }, pools, logger }, timing);
  return {
    sent,
    said,
    hub,
    library,
    timing,
    followed,
    hand: (nodes: readonly HandedNode[], pool = "eu") =>
      hub.hear({ type: "nodes", pool, isWhole: true, nodes: [...nodes], gone: [] }),
    change: (nodes: readonly HandedNode[], gone: readonly string[] = []) =>
      hub.hear({ type: "nodes", pool: "eu", isWhole: false, nodes: [...nodes], gone: [...gone] }),
    observed: () =>
      sent.filter((frame): frame is ObserveFrame => observeFrameSchema.safeParse(frame).success),
    keys: () => [...library.nodes.keys()],
  };
};

/** The same, with a link that stands. */
export const standing = (pools?: readonly string[]) => {
  const bot = following(pools);
  bot.hub.follow(["audio"]);
  return bot;
};
