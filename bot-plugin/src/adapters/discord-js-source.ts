import type { GuildCount, Place, ShardListener, ShardPhase, ShardSource } from "../shards/source.ts";

type OnShard = (shardId: number) => void;
type OnShardClosed = (event: { readonly code: number }, shardId: number) => void;

/** What is used of a discord.js 14 `Client`; any that has this will do. */
export interface DiscordJsClient {
  readonly options: {
    readonly shards?: number | readonly number[] | "auto" | undefined;
    readonly shardCount?: number | undefined;
    readonly rest?: { readonly userAgentAppendix?: string } | undefined;
  };
  readonly ws: {
    readonly status: number;
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
  on(event: "shardReady", listener: OnShard): unknown;
  on(event: "shardResume", listener: OnShard): unknown;
  on(event: "shardReconnecting", listener: OnShard): unknown;
  on(event: "shardDisconnect", listener: OnShardClosed): unknown;
  off(event: "shardReady", listener: OnShard): unknown;
  off(event: "shardResume", listener: OnShard): unknown;
  off(event: "shardReconnecting", listener: OnShard): unknown;
  off(event: "shardDisconnect", listener: OnShardClosed): unknown;
}

/** discord.js 14's `Status`; all others mean that it connects, or waits to. */
const READY = 0;
const PHASE_OF_STATUS: Readonly<Record<number, ShardPhase>> = {
  [READY]: "ready",
  4: "waiting",
  5: "closed",
  6: "waiting",
};

/** A discord.js client as a source of shards. */
export const discordJsSource = (client: DiscordJsClient): ShardSource => {
  let hasBeenUp = false;
  return {
    get library() {
      return libraryOf(client);
    },
    place: () => placeOf(client),
    *look() {
      for (const { id, status, ping, lastPingTimestamp } of client.ws.shards.values()) {
        yield {
          id,
          phase: PHASE_OF_STATUS[status] ?? "queued",
          latencyMs: ping < 0 ? null : ping,
          beatAt: lastPingTimestamp < 0 ? null : lastPingTimestamp,
        };
      }
    },
    guilds: () => guildsOf(client),
    // A login that fails destroys the client too, and may be tried again.
    hasEnded: () => isDestroyed(client) && (hasBeenUp || client.ws.status === READY),
    listen: (listener) =>
      listen(client, {
        ...listener,
        up: (id) => {
          hasBeenUp = true;
          listener.up(id);
        },
      }),
  };
};

const listen = (client: DiscordJsClient, { up, reconnecting, closed }: ShardListener): (() => void) => {
  const onUp: OnShard = (id) => up(id);
  const onReconnecting: OnShard = (id) => reconnecting(id);
  const onClosed: OnShardClosed = ({ code }, id) => closed(id, code);
  client.on("shardReady", onUp);
  client.on("shardResume", onUp);
  client.on("shardReconnecting", onReconnecting);
  client.on("shardDisconnect", onClosed);
  return () => {
    client.off("shardReady", onUp);
    client.off("shardResume", onUp);
    client.off("shardReconnecting", onReconnecting);
    client.off("shardDisconnect", onClosed);
  };
};

/** With `shards: "auto"` nothing is known before `login()` has asked Discord. */
const placeOf = ({ options: { shards, shardCount } }: DiscordJsClient): Place | null => {
  const shardIds = typeof shards === "number" ? [shards] : shards;
  if (shardIds === undefined || shardIds === "auto" || shardCount === undefined) return null;
  return { shardIds, shardCount };
};

const guildsOf = (client: DiscordJsClient): ReadonlyMap<number, GuildCount> => {
  const counts = new Map<number, GuildCount>();
  for (const shard of client.ws.shards.values()) {
    // Before its first session a shard's guilds are not known, which is not none.
    if (shard.status === READY) counts.set(shard.id, { guilds: 0, unavailable: 0 });
  }
  for (const { shardId, available } of client.guilds.cache.values()) {
    const count = counts.get(shardId) ?? { guilds: 0, unavailable: 0 };
    count.guilds += 1;
    if (!available) count.unavailable += 1;
    counts.set(shardId, count);
  }
  return counts;
};

/** discord.js hides this from its types; `isReady()` says it too, but only of a client that once was ready. */
const isDestroyed = ({ ws }: DiscordJsClient): boolean => "destroyed" in ws && ws.destroyed === true;

const libraryOf = ({ options }: DiscordJsClient): string => {
  const version = /discord\.js\/([\w.-]+)/.exec(options.rest?.userAgentAppendix ?? "")?.[1];
  return version === undefined ? "discord.js" : `discord.js ${version}`;
};
