import { BASSBOOST_GAINS } from "../music/bassboost.ts";
import { listOf, read } from "../music/read.ts";
import type { FiltersLike, MusicPlayerLike } from "./lavalink-client-music-shapes.ts";

/** What is sent to a node for an effect: filters of Lavalink (https://lavalink.dev/api/rest#filters), but for bands. */
interface Effect {
  /** The filter that the node needs. */
  readonly filter: string;
  readonly data?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Gains of the equalizer from the lowest band up. */
  readonly gains?: readonly number[];
}

const EFFECTS: Readonly<Record<string, Effect>> = {
  bassboost: { filter: "equalizer", gains: BASSBOOST_GAINS },
  nightcore: { filter: "timescale", data: { timescale: { speed: 1.2, pitch: 1.2, rate: 1 } } },
  vaporwave: { filter: "timescale", data: { timescale: { speed: 0.85, pitch: 0.8, rate: 1 } } },
  "8d": { filter: "rotation", data: { rotation: { rotationHz: 0.2 } } },
  karaoke: {
    filter: "karaoke",
    data: { karaoke: { level: 1, monoLevel: 1, filterBand: 220, filterWidth: 100 } },
  },
  tremolo: { filter: "tremolo", data: { tremolo: { frequency: 4, depth: 0.5 } } },
};

/** As the library has them where they are off. */
const NEUTRAL = {
  timescale: { speed: 1, pitch: 1, rate: 1 },
  rotation: { rotationHz: 0 },
  karaoke: { level: 0, monoLevel: 0, filterBand: 0, filterWidth: 0 },
  tremolo: { frequency: 0, depth: 0 },
};

/** Effects that a player's node can do. */
export const effectsOf = ({ node }: MusicPlayerLike): string[] => {
  const filters = listOf(read(read(node, "info"), "filters"));
  return Object.entries(EFFECTS).flatMap(([name, { filter }]) => (filters.includes(filter) ? name : []));
};

/** The effect that is on; null for none of ours. */
export const effectOf = ({ filterManager }: MusicPlayerLike): string | null => {
  const isOn = (flag: string) => read(read(filterManager, "filters"), flag) === true;
  if (isOn("nightcore")) return "nightcore";
  if (isOn("vaporwave")) return "vaporwave";
  if (isOn("rotation")) return "8d";
  if (isOn("karaoke")) return "karaoke";
  if (isOn("tremolo")) return "tremolo";
  const [lowest] = listOf(read(filterManager, "equalizerBands"));
  const gain = read(lowest, "gain");
  return typeof gain === "number" && gain > 0 ? "bassboost" : null;
};

/** Turns one effect on and the others off, or all off; filters of the host's own stay. Rejects as the library does. */
export const applyEffect = async (filters: FiltersLike, name: string | null): Promise<void> => {
  const effect = name === null ? undefined : EFFECTS[name];
  filters.data = { ...filters.data, ...NEUTRAL, ...effect?.data };
  filters.equalizerBands = (effect?.gains ?? []).map((gain, band) => ({ band, gain }));
  // The library tells these two apart by flags alone; the other flags follow from the data.
  const flags = { nightcore: name === "nightcore", vaporwave: name === "vaporwave", custom: false };
  for (const [flag, isOn] of Object.entries(flags)) Reflect.set(filters.filters, flag, isOn);
  await filters.applyPlayerFilters();
};
