import { GatewayIntentBits } from "discord.js";

const env = (name) => process.env[name] || undefined;
const number = (name) => (env(name) === undefined ? undefined : Number(env(name)));

/** Where the bot's Discord is, and who it is there. */
export const discord = { restUrl: env("BOT_DISCORD_REST"), token: env("BOT_TOKEN") };

/** Options of a client that logs in to a fake Discord; `shards` are left to the manager where there is one. */
export const clientOptions = {
  intents: [GatewayIntentBits.Guilds],
  rest: { api: discord.restUrl, retries: 0 },
  waitGuildTimeout: 500,
  ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => {} }) },
  ...(env("BOT_SHARDS") && {
    shards: JSON.parse(env("BOT_SHARDS")),
    shardCount: number("BOT_SHARD_COUNT"),
  }),
};

/** Options of the plugin. */
export const shardlightOptions = {
  url: env("SHARDLIGHT_URL"),
  token: env("SHARDLIGHT_TOKEN"),
  cluster: env("SHARDLIGHT_CLUSTER") ?? "main",
  intervalMs: number("SHARDLIGHT_INTERVAL_MS"),
  heartbeatIntervalMs: number("BOT_HEARTBEAT_MS"),
  label: env("SHARDLIGHT_LABEL"),
};
