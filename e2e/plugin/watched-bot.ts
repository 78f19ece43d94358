import { Client } from "discord.js";
import { attachShardlight } from "../../bot-plugin/src/adapters/discord-js.ts";
import type { Logger, Shardlight, ShardlightOptions } from "../../bot-plugin/src/options.ts";
import { clientOptions } from "../fake-discord/client-options.ts";
import { type FakeDiscord, startFakeDiscord } from "../fake-discord/fake-discord.ts";
import { untilState } from "./history.ts";

/** A real client in this process, logged in to a fake Discord, with the plugin that reports it. */
export interface WatchedBot {
  readonly discord: FakeDiscord;
  readonly client: Client;
  readonly shardlight: Shardlight;
  /** What the plugin had to say. */
  readonly lines: readonly string[];
  login(): Promise<void>;
  end(): Promise<void>;
}

const keepLines = (lines: string[]): Logger => ({
  info: (line) => lines.push(`info: ${line}`),
  warn: (line) => lines.push(`warn: ${line}`),
  error: (line) => lines.push(`error: ${line}`),
});

/** Makes the bot; it logs in when told to. */
export const createWatchedBot = async (parts: {
  readonly url: string;
  readonly shardCount: number;
  readonly heartbeatIntervalMs?: number;
  readonly options?: Partial<ShardlightOptions>;
}): Promise<WatchedBot> => {
  const { url, shardCount, heartbeatIntervalMs = 1_000 } = parts;
  const discord = await startFakeDiscord({ heartbeatIntervalMs, shards: shardCount, guildsPerShard: 3 });
  const client = new Client(clientOptions(discord.restUrl));
  // discord.js throws errors that no one listens for.
  client.on("shardError", () => {});
  const lines: string[] = [];
  const shardlight = attachShardlight(client, {
    url,
    cluster: "main",
    intervalMs: 1_000,
    heartbeatIntervalMs,
    logger: keepLines(lines),
    ...parts.options,
  });
  return {
    discord,
    client,
    shardlight,
    lines,
    login: async () => {
      await client.login(discord.token);
    },
    end: async () => {
      await shardlight.close();
      // Not awaited: discord.js waits 30 s for a dead peer, and for ever where it is destroyed amid a login.
      client.destroy();
      await discord.close();
    },
  };
};

/** A bot whose shards are all online on the server. */
export const startWatchedBot = async (parts: Parameters<typeof createWatchedBot>[0]): Promise<WatchedBot> => {
  const bot = await createWatchedBot(parts);
  await bot.login();
  for (let id = 0; id < parts.shardCount; id += 1) await untilState({ url: parts.url, id }, "online");
  return bot;
};
