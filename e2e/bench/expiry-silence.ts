import { decodeRanges } from "#protocol/ranges.ts";
import { idsFrom, shardsIn, startBot } from "../support/bot.ts";
import { frameOf } from "../support/grid.ts";
import { read } from "../support/http.ts";
import { openSse, type SseEvent } from "../support/sse.ts";
import { elapsed } from "../support/until.ts";

/** The bot processes that fall silent, each at a time of its own. */
const PROCESSES = 256;
const SHARDS_IN_A_REPORT = 8_192;
const STEADY_MS = 600_000;
/** After the last deadline; who is not noticed by then counts as never noticed. */
const PATIENCE_MS = 1_000;

/** How late silence was noticed after the deadline, of each silent shard. */
export interface Lateness {
  /** By the moment that the server says, ms. */
  readonly noticedMs: readonly number[];
  /** By the clock of a viewer of the feed, whose frames are at least 100 ms apart; ms. */
  readonly seenMs: readonly number[];
}

interface Deadline {
  readonly wallAt: number;
  readonly monotonicAt: number;
}

const tellInParts = async (url: string, shards: number, ids: readonly number[]): Promise<void> => {
  const bot = startBot(url, { shardCount: shards, timeoutMs: STEADY_MS });
  for (let from = 0; from < ids.length; from += SHARDS_IN_A_REPORT)
    await bot.tell(shardsIn("online", ids.slice(from, from + SHARDS_IN_A_REPORT)));
  bot.close();
};

/** Each process says its only word, spread over `spreadMs`; the result is when the silence of each shard is too long. */
const speakOnce = async (
  url: string,
  parts: { readonly shards: number; readonly silent: readonly number[]; readonly spreadMs: number },
  timeoutMs: number,
): Promise<ReadonlyMap<number, Deadline>> => {
  const deadlines = new Map<number, Deadline>();
  const startedAt = performance.now();
  for (let process = 0; process < PROCESSES; process += 1) {
    const ids = parts.silent.filter((_, place) => place % PROCESSES === process);
    await elapsed(startedAt + (process / PROCESSES) * parts.spreadMs - performance.now());
    // Before it is sent, so that its way to the server counts as late.
    const deadline = {
      wallAt: Date.now() + timeoutMs,
      monotonicAt: performance.now() + timeoutMs,
    };
    for (const id of ids) deadlines.set(id, deadline);
    const bot = startBot(url, { shardCount: parts.shards });
    await bot.tell(shardsIn("online", ids));
    bot.close();
  }
  return deadlines;
};

const seenUnhealthy = (events: readonly SseEvent[]): ReadonlyMap<number, number> => {
  const seen = new Map<number, number>();
  for (const event of events) {
    if (event.event !== "frame") continue;
    const ranges = frameOf(event).clusters["main"]?.changes?.unhealthy ?? "";
    for (const id of decodeRanges(ranges)) seen.set(id, event.receivedAt);
  }
  return seen;
};

/**
 * On a fresh server whose HEALTH_TIMEOUT is `timeoutMs`, has a random tenth of the shards of `main` fall silent, and
 * asks for nothing until they are past their deadlines: a question would make the server look for itself.
 * @throws Error where others are called silent than those that are, or one is before its time
 */
export const measureSilence = async (parts: {
  readonly url: string;
  readonly shards: number;
  readonly spreadMs: number;
  readonly timeoutMs: number;
}): Promise<Lateness> => {
  const { url, shards, spreadMs, timeoutMs } = parts;
  const silent = new Set(idsFrom(0, shards).filter(() => Math.random() < 0.1));
  const steady = idsFrom(0, shards).filter((id) => !silent.has(id));
  await tellInParts(url, shards, steady);
  const viewer = await openSse(`${url}/api/v1/feed`);
  const deadlines = await speakOnce(url, { shards, silent: [...silent], spreadMs }, timeoutMs);
  await elapsed(timeoutMs + PATIENCE_MS);
  const seen = seenUnhealthy(viewer.events);
  viewer.close();

  type Known = { readonly id: number; readonly state: string; readonly since: number };
  const known = await read<{ shards: readonly Known[] }>(url, "/api/v1/clusters/main/shards");
  const unhealthy = known.shards.filter(({ state }) => state === "unhealthy");
  if (unhealthy.length !== silent.size || seen.size !== silent.size)
    throw new Error(`${silent.size} are silent; told: ${unhealthy.length}, shown: ${seen.size}`);
  const late = unhealthy.map(({ id, since }) => {
    const deadline = deadlines.get(id);
    if (deadline === undefined) throw new Error(`shard ${id} is not silent`);
    return {
      noticedMs: since - deadline.wallAt,
      seenMs: (seen.get(id) ?? Number.POSITIVE_INFINITY) - deadline.monotonicAt,
    };
  });
  if (late.some(({ noticedMs }) => noticedMs < 0)) throw new Error("a shard was given up before its time");
  return { noticedMs: late.map((its) => its.noticedMs), seenMs: late.map((its) => its.seenMs) };
};
