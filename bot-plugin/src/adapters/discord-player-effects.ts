import { BASSBOOST_GAINS } from "../music/bassboost.ts";
import { listOf, read } from "../music/read.ts";
import type { FiltersLike, QueueLike } from "./discord-player-shapes.ts";
import { givenTo } from "./listen.ts";

/** How an effect is made out of the sound itself, and the option by which a host turns that off. */
type Effect =
  | { readonly off: "disableEqualizer"; readonly gains: readonly number[] }
  | { readonly off: "disableResampler"; readonly speed: number }
  | { readonly off: "disableFilterer"; readonly filter: string };

/** All are heard at once. The library's filters of FFmpeg are not among them: they begin the track's stream anew. */
const EFFECTS: Readonly<Record<string, Effect>> = {
  bassboost: { off: "disableEqualizer", gains: BASSBOOST_GAINS },
  nightcore: { off: "disableResampler", speed: 1.25 },
  vaporwave: { off: "disableResampler", speed: 0.8 },
  "8d": { off: "disableFilterer", filter: "8D" },
  tremolo: { off: "disableFilterer", filter: "Tremolo" },
  vibrato: { off: "disableFilterer", filter: "Vibrato" },
};

/** Of the sound that the library works on. */
const HERTZ = 48_000;

/** Effects that can be had in a queue, as its host made it. */
export const effectsOf = ({ options }: QueueLike): string[] =>
  Object.entries(EFFECTS).flatMap(([name, { off }]) => (read(options, off) === true ? [] : name));

/** The effect that is on; null for none of ours. */
export const effectOf = ({ filters }: QueueLike): string | null => {
  const kept = read(filters, "_lastFiltersCache");
  const rate = read(kept, "sampleRate");
  const on = listOf(read(kept, "filters"));
  const names = Object.entries(EFFECTS).flatMap(([name, effect]) => {
    if ("speed" in effect) return rate === effect.speed * HERTZ ? name : [];
    if ("filter" in effect) return on.includes(effect.filter) ? name : [];
    return isBoosted(kept) ? name : [];
  });
  return names[0] ?? null;
};

const isBoosted = (kept: unknown): boolean => {
  const [lowest] = listOf(read(kept, "equalizer"));
  const gain = read(lowest, "gain");
  return typeof gain === "number" && gain > 0;
};

/** Turns one effect on and the others off, or all off. @returns false where there is no sound to work on */
export const applyEffect = ({ filters }: QueueLike, name: string | null): boolean => {
  const effect = name === null ? undefined : EFFECTS[name];
  const { equalizer, resampler, filters: filterer, _lastFiltersCache: kept } = filters;
  const needed = { disableEqualizer: equalizer, disableResampler: resampler, disableFilterer: filterer };
  if (effect === undefined ? Object.values(needed).every((one) => one === null) : needed[effect.off] === null)
    return false;
  setSpeed(resampler, name, effect !== undefined && "speed" in effect ? effect.speed : 1);
  filterer?.setFilters(givenTo(effect !== undefined && "filter" in effect ? [effect.filter] : []));
  if (isBoosted(kept)) equalizer?.resetEQ();
  if (effect !== undefined && "gains" in effect)
    equalizer?.setEQ(givenTo(effect.gains.map((gain, band) => ({ band, gain }))));
  return true;
};

const setSpeed = (resampler: FiltersLike["resampler"], name: string | null, speed: number): void => {
  resampler?.setFilter(givenTo(speed === 1 ? null : name));
  // The library forgets with each track by which filter it came to its rate.
  resampler?.setSampleRate(HERTZ * speed);
};
