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

/** Knows which linked process serves a guild's player in each cluster. */
export class Directory {
  /** By cluster; in the order in which they said that they have players. */
  readonly #peers = new Map<string, BotProcess[]>();

  /** The process has players. */
  add(peer: BotProcess): void {
    const cluster = peer.process?.cluster;
    if (cluster === undefined) return;
    const others = (this.#peers.get(cluster) ?? []).filter((other) => other !== peer);
    this.#peers.set(cluster, [...others, peer]);
  }

  remove(peer: BotProcess): void {
    const cluster = peer.process?.cluster ?? "";
    const others = (this.#peers.get(cluster) ?? []).filter((other) => other !== peer);
    if (others.length === 0) this.#peers.delete(cluster);
    else this.#peers.set(cluster, others);
  }

  /** Clusters of which any process has players. */
  get clusters(): readonly string[] {
    return [...this.#peers.keys()];
  }

  /** The process whose shard the guild is on; the latest where two run it; null: it is away, or has no players. */
  find(cluster: string, guildId: string): BotProcess | null {
    const peers = this.#peers.get(cluster) ?? [];
    return (
      peers.findLast(({ process }) => {
        if (process === null) return false;
        return process.shardIds.includes(shardOfGuild(BigInt(guildId), process.shardCount));
      }) ?? null
    );
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
