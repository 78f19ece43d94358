import type { Clock, MonotonicMs } from "../clock.ts";
import type { MusicService } from "./service.ts";

/** Bots come to servers and leave them; so long it is not asked again. */
const FRESH_MS = 15_000;
/** While a bot that might be in it is away. */
const UNCERTAIN_MS = 2_000;
const MOST_KNOWN = 20_000;

interface Known {
  /** When it is asked again. */
  readonly until: MonotonicMs;
  /** The clusters that could be asked. */
  readonly asked: string;
  readonly clusters: readonly string[];
}

/** Knows in which guilds which clusters' bots are; where one is away, what was so before. */
export class Serving {
  readonly #music: MusicService;
  readonly #clock: Clock;
  /** By guild; in the order in which it was asked. */
  readonly #known = new Map<string, Known>();

  /** Guilds that bots are being asked about. */
  readonly #asking = new Map<string, Promise<void>>();

  constructor({ music, clock }: { readonly music: MusicService; readonly clock: Clock }) {
    this.#music = music;
    this.#clock = clock;
  }

  /** The clusters of each guild; none where no bot is in it as far as is known. */
  async clustersOf(guildIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const now = this.#clock.monotonic();
    const old = guildIds.filter((id) => !this.#isFresh(id, now));
    const unasked = old.filter((id) => !this.#asking.has(id));
    if (unasked.length > 0) {
      const asking = this.#learn(unasked);
      for (const id of unasked) this.#asking.set(id, asking);
    }
    await Promise.all(new Set(old.map((id) => this.#asking.get(id))));
    return new Map(guildIds.map((id) => [id, this.#known.get(id)?.clusters ?? []]));
  }

  /** Whether every bot that might be in the guild could be asked. */
  isCertain(guildId: string): boolean {
    const { clusters } = this.#music;
    return clusters.length > 0 && clusters.every((cluster) => this.#music.isHere({ cluster, guildId }));
  }

  /** A bot that has come since, or gone, may change it. */
  #isFresh(guildId: string, now: MonotonicMs): boolean {
    const known = this.#known.get(guildId);
    return known !== undefined && now < known.until && known.asked === this.#askable(guildId);
  }

  #askable(guildId: string): string {
    return this.#music.clusters.filter((cluster) => this.#music.isHere({ cluster, guildId })).join();
  }

  async #learn(guildIds: readonly string[]): Promise<void> {
    const asked = new Map(guildIds.map((id) => [id, this.#askable(id)]));
    const shared = await this.#music.shared(guildIds);
    for (const [id, askable] of asked) {
      this.#asking.delete(id);
      this.#note(id, askable, shared);
    }
  }

  #note(guildId: string, asked: string, shared: ReadonlyMap<string, readonly string[]>): void {
    const found = [...shared].filter(([, ids]) => ids.includes(guildId)).map(([cluster]) => cluster);
    const away = (this.#known.get(guildId)?.clusters ?? []).filter(
      (cluster) => !this.#music.isHere({ cluster, guildId }),
    );
    this.#known.delete(guildId);
    const until = this.#clock.monotonic() + (this.isCertain(guildId) ? FRESH_MS : UNCERTAIN_MS);
    this.#known.set(guildId, { until, asked, clusters: [...new Set([...found, ...away])].sort() });
    for (const [oldest] of this.#known) {
      if (this.#known.size <= MOST_KNOWN) break;
      this.#known.delete(oldest);
    }
  }
}
