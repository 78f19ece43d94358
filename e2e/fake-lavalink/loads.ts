import { EXCEPTIONS, type Exception, type Limit } from "./exceptions.ts";
import { type Track, type TrackInfo, trackOf } from "./tracks.ts";

/** What `loadtracks` answers. */
export type LoadResult =
  | { readonly loadType: "track"; readonly data: Track }
  | { readonly loadType: "search"; readonly data: readonly Track[] }
  | { readonly loadType: "playlist"; readonly data: unknown }
  | { readonly loadType: "empty"; readonly data: null }
  | { readonly loadType: "error"; readonly data: Exception };

const SEARCHES: Readonly<Record<string, string>> = {
  ytsearch: "youtube",
  ytmsearch: "youtube",
  scsearch: "soundcloud",
};

const EMPTY: LoadResult = { loadType: "empty", data: null };

const sourceOfUrl = (url: string): string => {
  if (/^https?:\/\/(\w+\.)*(youtube\.com|youtube\.test|youtu\.be)\//.test(url)) return "youtube";
  return /^https?:\/\/(\w+\.)*soundcloud\.(com|test)\//.test(url) ? "soundcloud" : "http";
};

const identifierOfUrl = (url: string): string =>
  /[?&]v=([\w-]+)/.exec(url)?.[1] ?? url.split("/").at(-1) ?? url;

/** A track that searches find by words of its title or author. */
export type Song = Partial<TrackInfo> & { readonly identifier: string };

/** What is found: by script, else songs that are in stock, else three tracks for a search and one for a URL. */
export class Loads {
  readonly #byIdentifier = new Map<string, LoadResult>();
  readonly #limits = new Map<string, Limit>();
  #stock: readonly Track[] = [];

  set(identifier: string, result: LoadResult | null): void {
    if (result === null) this.#byIdentifier.delete(identifier);
    else this.#byIdentifier.set(identifier, result);
  }

  limit(source: string, limit: Limit | null): void {
    if (limit === null) this.#limits.delete(source);
    else this.#limits.set(source, limit);
  }

  stock(songs: readonly Song[]): void {
    this.#stock = songs.map(trackOf);
  }

  of(identifier: string, sources: readonly string[]): LoadResult {
    const scripted = this.#byIdentifier.get(identifier);
    if (scripted !== undefined) return scripted;
    const [prefix = "", ...words] = identifier.split(":");
    const searched = SEARCHES[prefix];
    const isUrl = /^https?:\/\//.test(identifier);
    const source = searched ?? (isUrl ? sourceOfUrl(identifier) : null);
    if (source === null || !sources.includes(source)) return EMPTY;
    const limit = this.#limits.get(source);
    if (limit !== undefined) return { loadType: "error", data: EXCEPTIONS[limit] };
    if (isUrl) {
      const known = this.#stock.find(({ info }) => info.uri === identifier);
      if (known !== undefined) return { loadType: "track", data: known };
      const name = identifierOfUrl(identifier);
      return { loadType: "track", data: trackOf({ identifier: name, sourceName: source, uri: identifier }) };
    }
    const inStock = this.#inStock(words.join(":"), source);
    if (inStock.length > 0) return { loadType: "search", data: inStock };
    const found = [1, 2, 3].map((at) =>
      trackOf({ identifier: `${words.join(":")}-${at}`, sourceName: source }),
    );
    return { loadType: "search", data: found };
  }

  #inStock(words: string, source: string): Track[] {
    const wanted = words.toLowerCase().split(/\s+/);
    return this.#stock.filter(({ info: { title, author, sourceName } }) => {
      const text = `${title} ${author}`.toLowerCase();
      return sourceName === source && wanted.every((word) => text.includes(word));
    });
  }
}
