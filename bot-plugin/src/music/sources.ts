import type { Track } from "../protocol/music.ts";

/** A track that a music service found; what is left out is not known. */
export interface SourceTrack {
  readonly title: string;
  /** Where it is on the service: what `match` knows again, and `resolve` takes. */
  readonly uri: string;
  readonly author?: string | undefined;
  readonly artworkUrl?: string | null | undefined;
  /** Default: 0. */
  readonly durationMs?: number | undefined;
  readonly isStream?: boolean | undefined;
}

/** A music service beside those that the player knows by itself. It holds its own secrets, and tells none. */
export interface MusicSource {
  /** Such as `bandcamp`: 1 to 64 characters, and no other source's. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** Whether a link is one of this service. Reads only. */
  match(url: string): boolean;
  /** Tracks for these words. What takes longer than 5 s counts as a failure; the signal says so. */
  search(query: string, limit: number, signal: AbortSignal): Promise<readonly SourceTrack[]>;
  /** What the player can play in the place of a link of this service, the best first: links, or words to search for. */
  resolve(uri: string, signal: AbortSignal): Promise<readonly string[]>;
}

/** Whether a service told what makes a track; a host without types may give anything. */
export const isTrack = ({ title, uri }: SourceTrack): boolean =>
  typeof title === "string" && title !== "" && typeof uri === "string";

/** A track as people are shown it. */
export const trackOf = (source: string, track: SourceTrack): Track => ({
  title: track.title,
  author: String(track.author ?? ""),
  uri: track.uri,
  artworkUrl: track.artworkUrl ?? null,
  durationMs: track.durationMs ?? 0,
  isStream: track.isStream ?? false,
  source,
});

/** One of each in turn, so that none crowds out the others; what two found is told once. */
export const merged = (lists: readonly (readonly Track[])[], most: number): Track[] => {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const inTurn = Array.from({ length: longest }, (_, place) =>
    lists.flatMap((list) => list[place] ?? []),
  ).flat();
  const seen = new Set<string>();
  return inTurn
    .filter(({ uri }) => {
      if (uri === null) return true;
      if (seen.has(uri)) return false;
      seen.add(uri);
      return true;
    })
    .slice(0, most);
};
