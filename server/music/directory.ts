import { shardOfGuild } from "#protocol/guild.ts";
import type { MusicServerFrame } from "#protocol/music-link.ts";

/** A bot process that is linked, and which shards it runs. */
export interface BotProcess {
  readonly process: {
    readonly cluster: string;
    readonly shardCount: number;
    readonly shardIds: readonly number[];
  } | null;
  ask(frame: MusicServerFrame): void;
}

interface Served {
  readonly peer: BotProcess;
  readonly shardCount: number;
  readonly shardIds: ReadonlySet<number>;
}

/** Knows which linked process serves a guild's player in each cluster. */
export class Directory {
  /** By cluster; in the order in which they said that they have players. */
  readonly #served = new Map<string, readonly Served[]>();

  /** The process has players; false where it has said so before. */
  add(peer: BotProcess): boolean {
    if (peer.process === null) return false;
    const { cluster, shardCount, shardIds } = peer.process;
    const others = this.#served.get(cluster) ?? [];
    if (others.some((other) => other.peer === peer)) return false;
    this.#served.set(cluster, [...others, { peer, shardCount, shardIds: new Set(shardIds) }]);
    return true;
  }

  remove(peer: BotProcess): void {
    const cluster = peer.process?.cluster ?? "";
    const served = this.#served.get(cluster);
    if (served !== undefined)
      this.#served.set(
        cluster,
        served.filter((other) => other.peer !== peer),
      );
  }

  /** Clusters of which any process has players, or had them while this server ran: it may come back. */
  get clusters(): readonly string[] {
    return [...this.#served.keys()];
  }

  /** The process whose shard the guild is on; the latest where two run it; null: it is away, or has no players. */
  find(cluster: string, guildId: string): BotProcess | null {
    const guild = BigInt(guildId);
    const found = (this.#served.get(cluster) ?? []).findLast(({ shardCount, shardIds }) =>
      shardIds.has(shardOfGuild(guild, shardCount)),
    );
    return found?.peer ?? null;
  }

  /** Guilds by the process that serves them; those of a process that is away are left out. */
  group(cluster: string, guildIds: Iterable<string>): ReadonlyMap<BotProcess, readonly string[]> {
    const groups = new Map<BotProcess, string[]>();
    for (const guildId of guildIds) {
      const peer = this.find(cluster, guildId);
      if (peer === null) continue;
      const group = groups.get(peer);
      if (group === undefined) groups.set(peer, [guildId]);
      else group.push(guildId);
    }
    return groups;
  }
}
