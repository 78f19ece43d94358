import { randomUUID } from "node:crypto";
import type { Shardlight, ShardlightOptions } from "./options.ts";
import { ownVersion } from "./own-version.ts";
import { ProcessMeter } from "./shards/process-facts.ts";
import { Reporter } from "./shards/reporter.ts";
import type { ShardSource } from "./shards/source.ts";
import { ChannelHub } from "./transport/channel.ts";
import { Courier } from "./transport/courier.ts";
import { guardOf } from "./transport/guard.ts";
import { Notices } from "./transport/notices.ts";
import { withPatience } from "./transport/patience.ts";
import { systemTiming, type Timing } from "./transport/timing.ts";

export type { Logger, Shardlight, ShardlightOptions } from "./options.ts";
export type { GuildCount, ShardListener, ShardLook, ShardPhase, ShardSource } from "./shards/source.ts";

const DEFAULT_INTERVAL_MS = 15_000;
/** What Discord asks for in practice. */
const DEFAULT_HEARTBEAT_INTERVAL_MS = 41_250;
/** Two reports may be lost before silence counts. */
const INTERVALS_BORNE = 2.5;
const CLOSE_WITHIN_MS = 1_900;

/** What tests turn by hand. */
export interface Surroundings {
  readonly timing?: Timing;
  readonly fetch?: typeof fetch;
  readonly random?: () => number;
}

/**
 * Reports the shards of any source; adapters make one of their library's client. Never throws: what is wrong with
 * the options is logged, and nothing is reported.
 */
export const startShardlight = (
  source: ShardSource,
  options: ShardlightOptions,
  surroundings: Surroundings = {},
): Shardlight => {
  const boot = options?.boot ?? randomUUID();
  const notices = new Notices(options?.logger === undefined ? console : options.logger);
  try {
    return start(source, { ...options, boot }, notices, surroundings);
  } catch (error) {
    const detail = error instanceof Error ? error.message : "unknown fault";
    notices.trouble("refused", "error", `nothing is reported: ${detail}`);
    return { boot, channel: new ChannelHub(() => {}), close: () => Promise.resolve() };
  }
};

const start = (
  source: ShardSource,
  options: ShardlightOptions & { readonly boot: string },
  notices: Notices,
  { timing: clock = systemTiming, fetch: fetcher = fetch, random = Math.random }: Surroundings,
): Shardlight => {
  const timing = safeTiming(clock, notices);
  const { url, token, cluster, boot, label } = checked(options);
  const intervalMs = within(options.intervalMs, DEFAULT_INTERVAL_MS, [1_000, 240_000]);
  const heartbeatIntervalMs = within(
    options.heartbeatIntervalMs,
    DEFAULT_HEARTBEAT_INTERVAL_MS,
    [100, 600_000],
  );
  const meter = new ProcessMeter();
  const versions = {
    plugin: ownVersion(),
    library: source.library,
    runtime: `node ${process.versions.node}`,
  };
  const courier = new Courier({
    server: { url, token },
    cluster,
    boot,
    identity: { versions, ...(label !== undefined && { label: label.slice(0, 64) }) },
    timeoutMs: Math.max(Math.round(intervalMs * INTERVALS_BORNE), 5_000),
    timing,
    fetch: fetcher,
    random,
    notices,
    facts: () => meter.read(),
    onConnected: () => reporter.tellAll(),
  });
  let ended: Promise<void> | undefined;
  const end = (): Promise<void> => {
    ended ??= courier.close().catch(() => {});
    reporter.stop();
    meter.stop();
    return ended;
  };
  const reporter = new Reporter({
    source: safe(source, notices),
    courier,
    timing,
    intervalMs,
    heartbeatIntervalMs,
    onEnded: () => void end(),
  });
  reporter.start();
  return {
    boot,
    channel: courier.channel,
    close: () => withPatience(end(), CLOSE_WITHIN_MS),
  };
};

/** @throws Error that says which option is wrong */
const checked = <T extends ShardlightOptions>(options: T): T => {
  const { url, cluster, boot } = options;
  if (!/^https?:\/\//i.test(url ?? "") || !URL.canParse(url)) {
    throw new Error("`url` must be the status page's address, such as https://status.example");
  }
  if (typeof cluster !== "string" || cluster === "") {
    throw new Error("`cluster` must be a name that the server's CLUSTERS has");
  }
  if (boot !== undefined && !/^[\w.:-]{1,64}$/.test(boot)) {
    throw new Error("`boot` must be 1 to 64 letters, digits, or . _ : -");
  }
  return options;
};

/** What is no number, such as a setting that was left empty, gives the default. */
const within = (
  value: number | undefined,
  fallback: number,
  [least, most]: readonly [number, number],
): number =>
  value === undefined || !Number.isFinite(value)
    ? fallback
    : Math.min(Math.max(Math.round(value), least), most);

/** Timers whose callbacks never throw into the host. */
const safeTiming = (timing: Timing, notices: Notices): Timing => {
  const guarded = guardOf(notices, "in the plugin");
  return {
    monotonic: () => timing.monotonic(),
    wall: () => timing.wall(),
    after: (delayMs, callback) => timing.after(delayMs, () => guarded(callback, undefined)),
  };
};

/** A source whose library throws says nothing; what it tells never throws back into it. */
const safe = (source: ShardSource, notices: Notices): ShardSource => {
  const guarded = guardOf(notices, "in the plugin");
  return {
    library: source.library,
    place: () => guarded(() => source.place(), null),
    look: () => guarded(() => [...source.look()], []),
    guilds: () => guarded(() => source.guilds(), new Map()),
    hasEnded: () => guarded(() => source.hasEnded(), false),
    listen: (listener) =>
      guarded(
        () =>
          source.listen({
            up: (id) => guarded(() => listener.up(id), undefined),
            reconnecting: (id) => guarded(() => listener.reconnecting(id), undefined),
            closed: (id, code) => guarded(() => listener.closed(id, code), undefined),
          }),
        () => {},
      ),
  };
};
