import type { Clock, MonotonicMs } from "../clock.ts";
import type { MusicService } from "./service.ts";

/** Bots come to servers and leave them; so long it is not asked again. */
const FRESH_MS = 15_000;
const MOST_KNOWN = 20_000;

interface Known {
  readonly at: MonotonicMs;
  readonly clusters: readonly string[];
}

/** Knows in which guilds which clusters' bots are; where one is away, what was so before. */
export class Serving {
  readonly #music: MusicService;
  readonly #clock: Clock;
  /** By guild; in the order in which it was asked. */
  readonly #known = new Map<string, Known>();

  constructor({ music, clock }: { readonly music: MusicService; readonly clock: Clock }) {
    this.#music = music;
    this.#clock = clock;
  }

  /** The clusters of each guild; none where no bot is in it as far as is known. */
  async clustersOf(guildIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const now = this.#clock.monotonic();
    const old = guildIds.filter(
      (id) => now - (this.#known.get(id)?.at ?? Number.NEGATIVE_INFINITY) > FRESH_MS,
    );
    if (old.length > 0) {
      const shared = await this.#music.shared(old);
      for (const id of old) this.#note(id, shared, now);
    }
    return new Map(guildIds.map((id) => [id, this.#known.get(id)?.clusters ?? []]));
  }

  /** Whether every bot that might be in the guild could be asked. */
  isCertain(guildId: string): boolean {
    const { clusters } = this.#music;
    return clusters.length > 0 && clusters.every((cluster) => this.#music.isHere({ cluster, guildId }));
  }

  #note(guildId: string, shared: ReadonlyMap<string, readonly string[]>, at: MonotonicMs): void {
    const found = [...shared].filter(([, ids]) => ids.includes(guildId)).map(([cluster]) => cluster);
    const away = (this.#known.get(guildId)?.clusters ?? []).filter(
      (cluster) => !this.#music.isHere({ cluster, guildId }),
    );
    this.#known.delete(guildId);
    const clusters = [...new Set([...found, ...away])].sort();
    // What could not be learned is asked again the next time.
    if (clusters.length === 0 && !this.isCertain(guildId)) return;
    this.#known.set(guildId, { at, clusters });
    for (const [oldest] of this.#known) {
      if (this.#known.size <= MOST_KNOWN) break;
      this.#known.delete(oldest);
    }
  }
}
