import { z } from "zod";
import {
  POOL_POLICIES,
  type PoolPolicy,
  PUBLIC_NODE_FIELDS,
  poolNameSchema,
  sourceNameSchema,
} from "#protocol/audio.ts";
import { commaList, wholeNumber } from "../settings/field.ts";
import { type AudioSettings, DEFAULT_AUDIO_SETTINGS, type HealthThresholds } from "./settings.ts";

const MAX_POOLS = 64;
const MAX_SOURCES = 32;
/** As long as a drain may be asked to last. */
const LONGEST_DRAIN_SECONDS = 7 * 86_400;

const policySchema = z.enum(POOL_POLICIES);

/** Reads `name:policy;name`; each fault is told once. */
const poolMap = (text: string, context: z.RefinementCtx): ReadonlyMap<string, PoolPolicy> => {
  const pools = new Map<string, PoolPolicy>();
  const faults = new Set<string>();
  const parts = text.split(";").filter((part) => part.trim() !== "");
  if (parts.length > MAX_POOLS) faults.add(`at most ${MAX_POOLS} pools`);
  for (const part of parts.slice(0, MAX_POOLS)) {
    const [name = "", policy = "watch", ...more] = part.split(":", 3).map((word) => word.trim());
    const asked = policySchema.safeParse(policy);
    if (!asked.success || more.length > 0) {
      faults.add(`write name:policy;name:policy, the policy one of ${POOL_POLICIES.join(", ")}`);
    } else if (!poolNameSchema.safeParse(name).success) {
      faults.add("a pool's name is 1 to 64 letters, digits, or . _ -, the first a letter or digit");
    } else if (pools.has(name)) {
      faults.add("each pool's name must be there once");
    } else {
      pools.set(name, asked.data);
    }
  }
  if (pools.size === 0 && faults.size === 0) faults.add("name at least one pool, such as main:watch");
  for (const message of faults) context.addIssue({ code: "custom", message });
  return pools;
};

const FIELDS = `all, none, or some of ${PUBLIC_NODE_FIELDS.join(", ")}, separated by commas`;
const publicFields = (text: string, context: z.RefinementCtx): AudioSettings["publicFields"] => {
  const words = new Set(commaList(text));
  if (words.size === 1 && words.has("all")) return PUBLIC_NODE_FIELDS;
  if (words.size === 1 && words.has("none")) return [];
  const fields = PUBLIC_NODE_FIELDS.filter((field) => words.has(field));
  if (fields.length === 0 || fields.length < words.size) {
    context.addIssue({ code: "custom", message: FIELDS });
  }
  return fields;
};

const SOURCES = `none, or names of at most ${MAX_SOURCES} sources such as youtube,soundcloud, separated by commas`;
const sourceList = (text: string, context: z.RefinementCtx): readonly string[] => {
  const words = [...new Set(commaList(text))];
  if (words.length === 1 && words[0] === "none") return [];
  const isList = words.every((word) => word !== "none" && sourceNameSchema.safeParse(word).success);
  if (!isList || words.length === 0 || words.length > MAX_SOURCES) {
    context.addIssue({ code: "custom", message: SOURCES });
  }
  return words;
};

const { pools, publicFields: fields, essentialSources, thresholds, ...times } = DEFAULT_AUDIO_SETTINGS;
const seconds = (from: number, to: number, fallbackMs: number) => wholeNumber(from, to, fallbackMs / 1_000);
const percent = (fallbackRatio: number) => wholeNumber(1, 100, Math.round(fallbackRatio * 100));

/** The settings of audio nodes, as `.env.sample` documents them. */
export const audioShape = {
  AUDIO_POOLS: z.string().transform(poolMap).default(pools),
  AUDIO_PUBLIC: z.string().transform(publicFields).default(fields),
  AUDIO_ESSENTIAL_SOURCES: z.string().transform(sourceList).default(essentialSources),
  AUDIO_LEASE: seconds(10, 600, times.leaseMs),
  AUDIO_DRAIN_DEADLINE: seconds(0, LONGEST_DRAIN_SECONDS, times.drainDeadlineMs),
  AUDIO_WINDOW: seconds(60, 3_600, thresholds.windowMs),
  AUDIO_MIN_SAMPLES: wholeNumber(1, 10_000, thresholds.minSamples),
  AUDIO_LIMITED_PERCENT: percent(thresholds.limitedRatio),
  AUDIO_DEGRADED_PERCENT: percent(thresholds.degradedRatio),
  AUDIO_CLEAR_PERCENT: percent(thresholds.clearRatio),
  AUDIO_CLEAR_FOR: seconds(0, 86_400, thresholds.clearForMs),
  AUDIO_EXHAUSTED_AFTER: seconds(10, 86_400, thresholds.exhaustedAfterMs),
  AUDIO_EXHAUSTED_GUILDS: wholeNumber(1, 10_000, thresholds.exhaustedGuilds),
};

type Parsed = z.infer<z.ZodObject<typeof audioShape>>;

/** What is wrong with settings that are right one by one. */
export const audioFaults = (value: Parsed): readonly string[] => {
  const { AUDIO_LIMITED_PERCENT: limited, AUDIO_DEGRADED_PERCENT: degraded } = value;
  return [
    ...(limited > degraded
      ? []
      : [`AUDIO_LIMITED_PERCENT: must be above AUDIO_DEGRADED_PERCENT (${degraded})`]),
    ...(degraded > value.AUDIO_CLEAR_PERCENT
      ? []
      : [`AUDIO_DEGRADED_PERCENT: must be above AUDIO_CLEAR_PERCENT (${value.AUDIO_CLEAR_PERCENT})`]),
  ];
};

const thresholdsOf = (value: Parsed): HealthThresholds => ({
  windowMs: value.AUDIO_WINDOW * 1_000,
  minSamples: value.AUDIO_MIN_SAMPLES,
  limitedRatio: value.AUDIO_LIMITED_PERCENT / 100,
  degradedRatio: value.AUDIO_DEGRADED_PERCENT / 100,
  clearRatio: value.AUDIO_CLEAR_PERCENT / 100,
  clearForMs: value.AUDIO_CLEAR_FOR * 1_000,
  exhaustedAfterMs: value.AUDIO_EXHAUSTED_AFTER * 1_000,
  exhaustedGuilds: value.AUDIO_EXHAUSTED_GUILDS,
});

/** The settings as the audio domain takes them. */
export const audioSettingsOf = (value: Parsed): AudioSettings => ({
  pools: value.AUDIO_POOLS,
  publicFields: value.AUDIO_PUBLIC,
  essentialSources: value.AUDIO_ESSENTIAL_SOURCES,
  thresholds: thresholdsOf(value),
  leaseMs: value.AUDIO_LEASE * 1_000,
  drainDeadlineMs: value.AUDIO_DRAIN_DEADLINE * 1_000,
});
