/** Prefixes of searches, as Lavalink's own sources, LavaSrc and NodeLink have them. */
export const SEARCHES = [
  ["ytsearch", "youtube"],
  ["ytmsearch", "youtube"],
  ["scsearch", "soundcloud"],
  ["bcsearch", "bandcamp"],
  ["spsearch", "spotify"],
  ["amsearch", "applemusic"],
  ["dzsearch", "deezer"],
  ["ymsearch", "yandexmusic"],
] as const;

const SOURCE_OF_SEARCH: ReadonlyMap<string, string> = new Map(SEARCHES);

/** Hosts, and all below them. */
const HOSTS: readonly (readonly [host: string, source: string])[] = [
  ["youtube.com", "youtube"],
  ["youtu.be", "youtube"],
  ["soundcloud.com", "soundcloud"],
  ["bandcamp.com", "bandcamp"],
  ["twitch.tv", "twitch"],
  ["vimeo.com", "vimeo"],
  ["spotify.com", "spotify"],
  ["music.apple.com", "applemusic"],
  ["deezer.com", "deezer"],
];

/** Which source an identifier of `loadtracks` goes to, as far as it tells: nothing loaded names its source. */
export const sourceOf = (identifier: string): string | null => {
  const search = SOURCE_OF_SEARCH.get(identifier.split(":", 1)[0] ?? "");
  if (search !== undefined) return search;
  if (!/^https?:\/\//i.test(identifier) || !URL.canParse(identifier)) return null;
  const { hostname } = new URL(identifier);
  return HOSTS.find(([host]) => hostname === host || hostname.endsWith(`.${host}`))?.[1] ?? "http";
};
