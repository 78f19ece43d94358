import type { Found, Lookup, PlayerSnapshot, Track } from "../protocol/music.ts";
import type { Timing } from "../transport/timing.ts";
import { fitTracks } from "./fit.ts";
import { GuardedSource } from "./guarded-source.ts";
import type { Act } from "./player-adapter.ts";
import { isTrack, type MusicSource, merged, trackOf } from "./sources.ts";
import { within } from "./within.ts";

type Search = Extract<Lookup, { readonly lookup: "search" }>;

const MOST_SOURCES = 15;
const EACH_FINDS = 10;
const MOST_FOUND = 25;
/** What the player tries in the place of one link. */
const MOST_TRIED = 3;
/** The player's own search asks others too. */
const PLAYER_WITHIN_MS = 8_000;

const SLOW: Act = { outcome: "failed", message: "the search took too long" };
const AWAY: Act = { outcome: "failed", message: "that music service does not answer right now" };

/** The music services that a host added, beside what the player can search by itself. */
export class Catalogue {
  readonly #sources: readonly GuardedSource[];
  readonly #timing: Timing;

  /** @param onHealth people are told something else of a service now */
  constructor(sources: readonly MusicSource[], timing: Timing, onHealth: () => void) {
    this.#timing = timing;
    this.#sources = sources
      .slice(0, MOST_SOURCES)
      .map((source) => new GuardedSource(source, timing, onHealth));
  }

  /** How people are told of them. */
  get shown(): PlayerSnapshot["sources"] {
    return this.#sources.map(({ shown }) => shown);
  }

  /**
   * Searches everywhere, or in the one source that is named, or that a link is of.
   * @param ofPlayer the player's own search
   */
  async search(search: Search, ofPlayer: () => Promise<Found | Act>): Promise<Found | Act> {
    const { query, source: id } = search;
    const only = this.#sources.find(({ source }) => source.id === id) ?? this.#owner(query);
    if (only !== null && only !== undefined) {
      const tracks = await this.#tracks(only, query);
      return tracks === null ? AWAY : { tracks: fitTracks(tracks) };
    }
    const asked = id === undefined ? this.#sources : [];
    const [own, ...others] = await Promise.all([
      within(this.#timing, PLAYER_WITHIN_MS, ofPlayer(), SLOW),
      ...asked.map((source) => this.#tracks(source, query)),
    ]);
    const found = others.filter((tracks) => tracks !== null);
    if ("outcome" in own && found.length === 0) return own;
    const tracks = "outcome" in own ? [] : (own.tracks ?? []);
    return { tracks: merged([tracks, ...found].map(fitTracks), MOST_FOUND) };
  }

  /** What the player is to try for a link or for words, one after the other; none where the service is away. */
  async candidates(query: string, id: string | undefined): Promise<readonly string[]> {
    const named = this.#sources.find(({ source }) => source.id === id);
    const owner = this.#owner(query) ?? named;
    if (owner === undefined) return [query];
    const uri = owner.matches(query) ? query : (await this.#tracks(owner, query, 1))?.[0]?.uri;
    if (typeof uri !== "string") return [];
    const resolved = await owner.ask((signal) => owner.source.resolve(uri, signal));
    return (resolved ?? []).filter((one) => typeof one === "string" && one !== "").slice(0, MOST_TRIED);
  }

  /** The service that a link is of; null where it is of none, or no link. */
  #owner(query: string): GuardedSource | null {
    if (!/^https?:\/\//i.test(query)) return null;
    return this.#sources.find((source) => source.matches(query)) ?? null;
  }

  async #tracks(guarded: GuardedSource, query: string, limit = EACH_FINDS): Promise<readonly Track[] | null> {
    const { source } = guarded;
    return guarded.ask(async (signal) => {
      const found = await source.search(query, limit, signal);
      return found
        .filter(isTrack)
        .slice(0, limit)
        .map((track) => trackOf(source.id, track));
    });
  }
}
