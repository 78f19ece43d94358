/** The shards that a process runs, of how many in all. */
export interface Place {
  readonly shardIds: readonly number[];
  readonly shardCount: number;
}

/**
 * What a Discord library says that a shard is doing. `queued`: connecting, or behind the identify throttle;
 * `waiting`: connected, its guilds still come in; `closed`: for good, it will not reconnect.
 */
export type ShardPhase = "queued" | "waiting" | "ready" | "closed";

/** A shard as its library sees it at one moment. */
export interface ShardLook {
  readonly id: number;
  readonly phase: ShardPhase;
  /** null until the first heartbeat was acknowledged. */
  readonly latencyMs: number | null;
  /** When the last acknowledged heartbeat was sent, epoch ms; null before. */
  readonly beatAt: number | null;
}

/** Guilds of one shard. */
export interface GuildCount {
  guilds: number;
  unavailable: number;
}

/** What a library tells as it happens. */
export interface ShardListener {
  /** A new session, or an old one resumed: proof of life. */
  up(shardId: number): void;
  /** The connection is lost and made again. */
  reconnecting(shardId: number): void;
  /** Discord closed it for good, with this code. */
  closed(shardId: number, code: number): void;
}

/** Shards of one process, whatever library runs them. Nothing here may throw for long: it is asked again. */
export interface ShardSource {
  /** Such as `discord.js 14.28.1`; null while unknown. */
  readonly library: string | null;
  /** Which shards are this process's; null until the library knows. */
  place(): Place | null;
  look(): Iterable<ShardLook>;
  /** By shard, in one pass; shards without guilds are left out. */
  guilds(): ReadonlyMap<number, GuildCount>;
  /** Whether the client was destroyed on purpose. */
  hasEnded(): boolean;
  /** The result ends it. */
  listen(listener: ShardListener): () => void;
}
