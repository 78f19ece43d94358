import { z } from "zod";

const trackInfoSchema = z.object({
  identifier: z.string(),
  isSeekable: z.boolean(),
  author: z.string(),
  length: z.number(),
  isStream: z.boolean(),
  position: z.number(),
  title: z.string(),
  uri: z.string().nullable(),
  artworkUrl: z.string().nullable(),
  isrc: z.string().nullable(),
  sourceName: z.string(),
});

/** Lengths and positions in milliseconds. */
export type TrackInfo = Readonly<z.infer<typeof trackInfoSchema>>;

/** As the protocol says it; `encoded` is opaque to clients. */
export interface Track {
  readonly encoded: string;
  readonly info: TrackInfo;
  readonly pluginInfo: Readonly<Record<string, unknown>>;
  readonly userData: Readonly<Record<string, unknown>>;
}

const encode = (info: TrackInfo): string => Buffer.from(JSON.stringify(info)).toString("base64");

/** A track of three minutes of YouTube, but for what is given. */
export const trackOf = (given: Partial<TrackInfo> & { readonly identifier: string }): Track => {
  const info: TrackInfo = {
    isSeekable: true,
    author: "Somebody",
    length: 180_000,
    isStream: false,
    position: 0,
    title: `Song ${given.identifier}`,
    uri: `https://${given.sourceName ?? "youtube"}.test/${given.identifier}`,
    artworkUrl: null,
    isrc: null,
    sourceName: "youtube",
    ...given,
  };
  return { encoded: encode(info), info, pluginInfo: {}, userData: {} };
};

/** null where it is no track of `trackOf`, or of a source that the node does not have. */
export const decode = (encoded: string, sources: readonly string[]): Track | null => {
  try {
    const info = trackInfoSchema.parse(JSON.parse(Buffer.from(encoded, "base64").toString()));
    return sources.includes(info.sourceName) ? { encoded, info, pluginInfo: {}, userData: {} } : null;
  } catch {
    return null;
  }
};
