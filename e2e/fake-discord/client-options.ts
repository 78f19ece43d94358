import { type ClientOptions, GatewayIntentBits } from "discord.js";

/**
 * What a real discord.js client needs to log in to a fake Discord: its REST, and no wait between identifies.
 * @param parts `shards` are the ids of this client; left out, it asks `/gateway/bot` and takes all
 */
export const clientOptions = (
  restUrl: string,
  parts: { readonly shards?: readonly number[]; readonly shardCount?: number } = {},
): ClientOptions => ({
  intents: [GatewayIntentBits.Guilds],
  shards: parts.shards ?? "auto",
  ...(parts.shardCount === undefined ? {} : { shardCount: parts.shardCount }),
  rest: { api: restUrl, retries: 0 },
  waitGuildTimeout: 500,
  ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => {} }) },
});
