import type { Shardlight, ShardlightOptions } from "../options.ts";
import { startShardlight } from "../shardlight.ts";
import type {
  GuildCount,
  Place,
  ShardListener,
  ShardLook,
  ShardPhase,
  ShardSource,
} from "../shards/source.ts";

export type { Logger, Shardlight, ShardlightOptions } from "../options.ts";

/** What is used of a standalone `WebSocketManager` of @discordjs/ws 1 or 2. */
export interface WebSocketManagerLike {
  readonly options: {
    readonly shardCount?: number | null | undefined;
    readonly shardIds?:
      | readonly number[]
      | { readonly start: number; readonly end: number }
      | null
      | undefined;
  };
  getShardIds(): Promise<number[]>;
  getShardCount(): Promise<number>;
  on(event: never, listener: never): unknown;
  off(event: never, listener: never): unknown;
}

/** Both majors say the same in different shapes: 1 in one object with `shardId`, 2 as `(payload, shardId)`. */
type OnEvent = (...args: readonly unknown[]) => void;

/** Close codes after which it does not reconnect (https://docs.discord.com/developers/topics/opcodes-and-status-codes). */
const FATAL_CODES: ReadonlySet<number> = new Set([4004, 4010, 4011, 4012, 4013, 4014]);

/**
 * Reports the shards of a standalone @discordjs/ws manager. Call it before `connect()`, and `close()` before
 * `destroy()`: this library does not tell that it is destroyed on purpose. Never throws.
 */
export const attachShardlight = (manager: WebSocketManagerLike, options: ShardlightOptions): Shardlight =>
  startShardlight(discordjsWsSource(manager), options);

/** What is remembered of one shard, for the library shows nothing of it. */
interface Shard {
  phase: ShardPhase;
  latencyMs: number | null;
  beatAt: number | null;
  readonly guilds: Set<string>;
  readonly unavailable: Set<string>;
}

/** A @discordjs/ws manager as a source of shards. */
export const discordjsWsSource = (manager: WebSocketManagerLike): ShardSource => {
  const shards = new Map<number, Shard>();
  const shardOf = (id: number): Shard => {
    const known = shards.get(id);
    if (known !== undefined) return known;
    const shard: Shard = {
      phase: "queued",
      latencyMs: null,
      beatAt: null,
      guilds: new Set(),
      unavailable: new Set(),
    };
    shards.set(id, shard);
    return shard;
  };
  let place: Place | null = null;
  let isAsking = false;
  const ask = () => {
    if (isAsking) return;
    isAsking = true;
    // Both are kept by the manager from its connect on; before, asking would cost a request.
    Promise.all([manager.getShardIds(), manager.getShardCount()])
      .then(([shardIds, shardCount]) => {
        place = { shardIds, shardCount };
      })
      .catch(() => {})
      .finally(() => {
        isAsking = false;
      });
  };
  return {
    library: "@discordjs/ws",
    place: () => {
      const { shardCount, shardIds } = manager.options;
      const isTold = typeof shardCount === "number" && typeof shardIds === "object" && shardIds !== null;
      if (place === null && (shards.size > 0 || isTold)) ask();
      return place;
    },
    *look(): Generator<ShardLook> {
      for (const [id, { phase, latencyMs, beatAt }] of shards) yield { id, phase, latencyMs, beatAt };
    },
    guilds: () => {
      const counts = new Map<number, GuildCount>();
      for (const [id, { guilds, unavailable }] of shards) {
        counts.set(id, { guilds: guilds.size, unavailable: unavailable.size });
      }
      return counts;
    },
    hasEnded: () => false,
    listen: (listener) => listen(manager, shardOf, listener),
  };
};

const listen = (
  manager: WebSocketManagerLike,
  shardOf: (id: number) => Shard,
  listener: ShardListener,
): (() => void) => {
  const on: Readonly<Record<string, (shardId: number, payload: unknown) => void>> = {
    hello: (id) => {
      shardOf(id).phase = "queued";
    },
    ready: (id, data) => {
      const shard = shardOf(id);
      shard.phase = "ready";
      shard.guilds.clear();
      shard.unavailable.clear();
      for (const guild of listAt(data, "guilds")) {
        const guildId = textAt(guild, "id");
        if (guildId === undefined) continue;
        shard.guilds.add(guildId);
        if (at(guild, "unavailable") === true) shard.unavailable.add(guildId);
      }
      listener.up(id);
    },
    resumed: (id) => {
      shardOf(id).phase = "ready";
      listener.up(id);
    },
    closed: (id, payload) => {
      const code = typeof payload === "number" ? payload : Number(at(payload, "code"));
      const isFatal = FATAL_CODES.has(code);
      shardOf(id).phase = isFatal ? "closed" : "queued";
      if (isFatal) listener.closed(id, code);
      else listener.reconnecting(id);
    },
    heartbeat: (id, stats) => {
      const shard = shardOf(id);
      shard.latencyMs = numberAt(stats, "latency") ?? shard.latencyMs;
      shard.beatAt = numberAt(stats, "heartbeatAt") ?? shard.beatAt;
    },
    dispatch: (id, payload) => noteGuild(shardOf(id), payload),
  };
  const listeners = Object.entries(on).map(([event, act]): [string, OnEvent] => [
    event,
    (...args) => {
      const told = shardAndPayload(event, args);
      if (told !== undefined) act(told.shardId, told.payload);
    },
  ]);
  const emitter = emitterOf(manager);
  for (const [event, handle] of listeners) emitter.on(event, handle);
  return () => {
    for (const [event, handle] of listeners) emitter.off(event, handle);
  };
};

/** Guilds come, go and fail one by one; a guild that went for good comes without `unavailable`. */
const noteGuild = (shard: Shard, payload: unknown): void => {
  const kind = at(payload, "t");
  if (kind !== "GUILD_CREATE" && kind !== "GUILD_DELETE") return;
  const data = at(payload, "d");
  const guildId = textAt(data, "id");
  if (guildId === undefined) return;
  const isUnavailable = at(data, "unavailable") === true;
  if (kind === "GUILD_CREATE" || isUnavailable) shard.guilds.add(guildId);
  else shard.guilds.delete(guildId);
  if (isUnavailable) shard.unavailable.add(guildId);
  else shard.unavailable.delete(guildId);
};

/** Reads an event of either major. */
const shardAndPayload = (event: string, args: readonly unknown[]) => {
  const [first, second] = args;
  if (typeof second === "number") return { shardId: second, payload: first };
  if (typeof first === "number") return { shardId: first, payload: undefined };
  const shardId = numberAt(first, "shardId");
  if (shardId === undefined) return undefined;
  const hasData = event === "ready" || event === "dispatch";
  return { shardId, payload: hasData ? at(first, "data") : first };
};

const at = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && key in value
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
const numberAt = (value: unknown, key: string): number | undefined => {
  const found = at(value, key);
  return typeof found === "number" ? found : undefined;
};
const textAt = (value: unknown, key: string): string | undefined => {
  const found = at(value, key);
  return typeof found === "string" ? found : undefined;
};
const listAt = (value: unknown, key: string): readonly unknown[] => {
  const found = at(value, key);
  return Array.isArray(found) ? found : [];
};

/** An event emitter without the library's typed events, which differ from major to major. */
const emitterOf = (manager: WebSocketManagerLike) =>
  manager as unknown as Record<"on" | "off", (event: string, listener: OnEvent) => unknown>;
