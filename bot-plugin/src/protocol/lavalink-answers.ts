import type { NodeInfo, NodeStats, RoutePlanner } from "./lavalink.ts";
import { countOf, entriesOf, type Fields, fieldsOf, numberOf, textOf, withinOf } from "./lenient.ts";

/** The bounds of the schemas that the results keep to. */
const MAX_NAME_CHARS = 64;
const MAX_ENTRIES = 64;
const MAX_COUNT = 10_000_000;
const MAX_AMOUNT = Number.MAX_SAFE_INTEGER;

/** Frames of a player that plays for a minute: one each 20 ms. */
const FRAMES_PER_MINUTE = 3_000;

/** For so long the route planner of lavaplayer shuns an address; it drops older ones only when it meets them. */
const FAILING_FOR_MS = 7 * 86_400_000;

const isNodeLink = (info: Fields) => info["isNodelink"] === true || info["isNodeLink"] === true;

/** NodeLink writes the parts as texts, and its `prerelease` may be an empty list. */
const versionOf = (version: unknown): string | null => {
  const parts = fieldsOf(version);
  if (parts === null) return textOf(version, MAX_NAME_CHARS);
  const whole = textOf(parts["semver"], MAX_NAME_CHARS);
  if (whole !== null) return whole;
  const numbers = [parts["major"], parts["minor"], parts["patch"]];
  const isWhole = numbers.every((number) => numberOf(number) !== null);
  return isWhole ? numbers.map((number) => countOf(number, MAX_COUNT)).join(".") : null;
};

/** Names that fit, each once. */
const namesOf = (list: unknown): string[] => {
  const names = entriesOf(list, MAX_ENTRIES).filter(
    (entry): entry is string => typeof entry === "string" && entry !== "" && entry.length <= MAX_NAME_CHARS,
  );
  return [...new Set(names)];
};

const pluginsOf = (list: unknown) =>
  entriesOf(list, MAX_ENTRIES).flatMap((entry) => {
    const plugin = fieldsOf(entry);
    const name = textOf(plugin?.["name"], MAX_NAME_CHARS);
    return name === null ? [] : [{ name, version: textOf(plugin?.["version"], MAX_NAME_CHARS) ?? "" }];
  });

/** Reads the answer of `GET /v4/info`; null: no Lavalink v4 answers so. */
export const readInfo = (json: unknown): NodeInfo | null => {
  const info = fieldsOf(json);
  const version = versionOf(info?.["version"]);
  if (info === null || version === null || !Array.isArray(info["sourceManagers"])) return null;
  return {
    kind: isNodeLink(info) ? "nodelink" : "lavalink",
    version,
    sources: namesOf(info["sourceManagers"]),
    plugins: pluginsOf(info["plugins"]),
  };
};

/** NodeLink tells the load average in place of a share, and its own share under a name of its own. */
const loadOf = (json: unknown): NodeStats["load"] => {
  const cpu = fieldsOf(json) ?? {};
  const cores = Math.max(countOf(cpu["cores"], MAX_COUNT), 1);
  const system = withinOf(cpu["systemLoad"], MAX_AMOUNT);
  const isAverage = "nodelinkLoad" in cpu || system > 1;
  return {
    system: withinOf(isAverage ? system / cores : system, 1),
    node: withinOf(cpu["lavalinkLoad"] ?? cpu["nodelinkLoad"], 1),
  };
};

/** NodeLink counts frames since its start, and tells how many it `expected`: brought to those of a minute. */
const framesOf = (json: unknown): NodeStats["frames"] => {
  const frames = fieldsOf(json);
  if (frames === null || numberOf(frames["sent"]) === null) return null;
  const expected = "expected" in frames ? withinOf(frames["expected"], MAX_AMOUNT) : FRAMES_PER_MINUTE;
  if (expected === 0) return null;
  const perMinute = (value: unknown) =>
    withinOf((withinOf(value, MAX_AMOUNT) / expected) * FRAMES_PER_MINUTE, MAX_COUNT);
  return {
    sent: perMinute(frames["sent"]),
    nulled: perMinute(frames["nulled"]),
    deficit: perMinute(frames["deficit"]),
  };
};

/** Reads the answer of `GET /v4/stats`, or the message `stats` of the socket; null: neither. */
export const readStats = (json: unknown): NodeStats | null => {
  const stats = fieldsOf(json);
  const isStats = stats !== null && "players" in stats && ("cpu" in stats || "memory" in stats);
  if (!isStats) return null;
  const memory = fieldsOf(stats["memory"]) ?? {};
  return {
    players: countOf(stats["players"], MAX_COUNT),
    playing: countOf(stats["playingPlayers"], MAX_COUNT),
    uptimeMs: withinOf(stats["uptime"], MAX_AMOUNT),
    memory: {
      usedBytes: withinOf(memory["used"], MAX_AMOUNT),
      reservableBytes: withinOf(memory["reservable"], MAX_AMOUNT),
    },
    load: loadOf(stats["cpu"]),
    frames: framesOf(stats["frameStats"]),
  };
};

/** Beyond what a number holds, hence a text. */
const decimalOf = (value: unknown): string | null => {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === "string" && /^\d{1,40}$/.test(text) ? text : null;
};

/**
 * Reads the answer of `GET /v4/routeplanner/status`; null: no planner.
 * @param now epoch ms
 */
export const readRoutePlanner = (json: unknown, now: number): RoutePlanner | null => {
  const planner = fieldsOf(json);
  const kind = textOf(planner?.["class"], MAX_NAME_CHARS);
  const details = fieldsOf(planner?.["details"]);
  if (kind === null || details === null) return null;
  const addresses = entriesOf(details["failingAddresses"], MAX_COUNT);
  const isRecent = (address: unknown) => {
    const at = numberOf(fieldsOf(address)?.["failingTimestamp"]);
    return at !== null && at > now - FAILING_FOR_MS;
  };
  return {
    kind,
    size: decimalOf(fieldsOf(details["ipBlock"])?.["size"]),
    blockIndex: decimalOf(details["blockIndex"]),
    failing: addresses.filter(isRecent).length,
  };
};
