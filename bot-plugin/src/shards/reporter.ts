import type { ReportedShard } from "../protocol/report.ts";
import type { Courier } from "../transport/courier.ts";
import type { Timing } from "../transport/timing.ts";
import type { GuildCount, Place, ShardLook, ShardSource } from "./source.ts";
import { type Judged, ShardTracker } from "./tracker.ts";

/** Changes that come together are told together. */
const DEBOUNCE_MS = 100;
/**
 * A shard that came up is told in the same moment, before its bot can know: the process that it takes over from
 * may say goodbye right after. When very many come up at once, later ones are told together.
 */
const URGENT_LOOKS = 16;
/** How often shards are looked at where nothing is told: heartbeats and queues are not. */
const LOOK_EVERY_MS = { shortest: 50, longest: 1_000, perHeartbeat: 20 };
/** A look that comes this much late says that the process itself stood still. */
const LATE_MS = 1_000;
/** Counting a large bot's guilds takes some ms; while its shards come up it is done no more often than this. */
const COUNT_EVERY_MS = 2_000;
/** The wire takes no more. */
const MAX_LATENCY_MS = 600_000;

export interface ReporterParts {
  readonly source: ShardSource;
  readonly courier: Courier;
  readonly timing: Timing;
  readonly intervalMs: number;
  readonly heartbeatIntervalMs: number;
  /** The client was destroyed on purpose. */
  readonly onEnded: () => void;
}

/** Looks at the shards of this process, and tells what changed at once and everything now and then. */
export class Reporter {
  readonly #parts: ReporterParts;
  readonly #tracker: ShardTracker;
  readonly #lookEveryMs: number;
  #place: Place | null = null;
  /** What was put in line last, by shard: a change is told at once. */
  readonly #told = new Map<number, string>();
  #guilds: ReadonlyMap<number, GuildCount> = new Map();
  #countedAt = Number.NEGATIVE_INFINITY;
  #lookedAt: number;
  #hasComeUp = false;
  #isPoked = false;
  #urgentFrom = Number.NEGATIVE_INFINITY;
  #urgentLooks = 0;
  #isStopped = false;
  readonly #cancels = new Set<() => void>();

  constructor(parts: ReporterParts) {
    this.#parts = parts;
    const { timing, heartbeatIntervalMs } = parts;
    this.#tracker = new ShardTracker(heartbeatIntervalMs, () => ({
      now: timing.monotonic(),
      wall: timing.wall(),
    }));
    const { shortest, longest, perHeartbeat } = LOOK_EVERY_MS;
    this.#lookEveryMs = Math.min(Math.max(heartbeatIntervalMs / perHeartbeat, shortest), longest);
    this.#lookedAt = timing.monotonic();
  }

  start(): void {
    const { source, intervalMs } = this.#parts;
    const { up, reconnecting, closed } = this.#tracker.listener;
    this.#cancels.add(
      source.listen({
        up: (id) =>
          this.#on(() => {
            this.#hasComeUp = true;
            up(id);
            if (this.#mayLookNow()) this.#look();
          }),
        reconnecting: (id) => this.#on(() => reconnecting(id)),
        closed: (id, code) => this.#on(() => closed(id, code)),
      }),
    );
    this.#every(this.#lookEveryMs, () => this.#look());
    this.#every(intervalMs, () => this.tellAll());
    this.#look();
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }

  /** Puts every shard in line as it is now. */
  tellAll(): void {
    if (this.#isStopped || this.#hasEnded() || this.#place === null) return;
    this.#countGuilds();
    this.#parts.courier.put(this.#shards(this.#place));
  }

  /** A client that is destroyed tells that its shards reconnect; that is not so. */
  #on(note: () => void): void {
    if (this.#isStopped || this.#hasEnded()) return;
    note();
    if (this.#isPoked) return;
    this.#isPoked = true;
    this.#after(DEBOUNCE_MS, () => {
      this.#isPoked = false;
      this.#look();
    });
  }

  #mayLookNow(): boolean {
    const now = this.#parts.timing.monotonic();
    if (now - this.#urgentFrom >= DEBOUNCE_MS) {
      this.#urgentFrom = now;
      this.#urgentLooks = 0;
    }
    this.#urgentLooks += 1;
    return this.#urgentLooks <= URGENT_LOOKS;
  }

  #look(): void {
    if (this.#isStopped || this.#hasEnded()) return;
    const now = this.#parts.timing.monotonic();
    const lateMs = now - this.#lookedAt - this.#lookEveryMs;
    if (lateMs > LATE_MS) this.#tracker.excuse(lateMs);
    this.#lookedAt = now;
    const place = this.#parts.source.place();
    if (place === null) return;
    if (!isSamePlace(this.#place, place)) {
      this.#place = place;
      this.#told.clear();
      this.#parts.courier.settle(place);
      this.tellAll();
      return;
    }
    if (this.#hasComeUp && now - this.#countedAt >= COUNT_EVERY_MS) this.#countGuilds();
    const changed = this.#shards(place, true);
    if (changed.length > 0) this.#parts.courier.put(changed);
  }

  #countGuilds(): void {
    this.#hasComeUp = false;
    this.#countedAt = this.#parts.timing.monotonic();
    this.#guilds = this.#parts.source.guilds();
  }

  /** The shards of this place as they are now; the library knows nothing yet of those that have not begun. */
  #shards(place: Place, onlyChanged = false): ReportedShard[] {
    const { source } = this.#parts;
    const looks = new Map<number, ShardLook>();
    for (const id of place.shardIds) looks.set(id, { id, phase: "queued", latencyMs: null, beatAt: null });
    for (const look of source.look()) if (looks.has(look.id)) looks.set(look.id, look);
    const shards: ReportedShard[] = [];
    for (const [id, judged] of this.#tracker.judge(looks.values())) {
      if (onlyChanged && this.#told.get(id) === judged.state) continue;
      this.#told.set(id, judged.state);
      shards.push(reported(id, judged, looks.get(id)?.latencyMs ?? null, this.#guilds.get(id)));
    }
    return shards;
  }

  #hasEnded(): boolean {
    if (!this.#parts.source.hasEnded()) return false;
    this.stop();
    this.#parts.onEnded();
    return true;
  }

  #every(everyMs: number, act: () => void): void {
    this.#after(everyMs, () => {
      this.#every(everyMs, act);
      act();
    });
  }

  #after(delayMs: number, act: () => void): void {
    const cancel = this.#parts.timing.after(delayMs, () => {
      this.#cancels.delete(cancel);
      if (!this.#isStopped) act();
    });
    this.#cancels.add(cancel);
  }
}

const reported = (
  id: number,
  { state, reason, reconnects }: Judged,
  latencyMs: number | null,
  count: GuildCount | undefined,
): ReportedShard => ({
  id,
  state,
  reason,
  latencyMs: sane(latencyMs),
  reconnects,
  ...(count !== undefined && { guilds: count.guilds, unavailableGuilds: count.unavailable }),
});

/** A latency that a clock which was set, or a process that stood still, made up would have the whole report refused. */
const sane = (latencyMs: number | null): number | null =>
  latencyMs !== null && latencyMs >= 0 && latencyMs <= MAX_LATENCY_MS ? latencyMs : null;

const isSamePlace = (a: Place | null, b: Place): boolean =>
  a !== null &&
  a.shardCount === b.shardCount &&
  a.shardIds.length === b.shardIds.length &&
  a.shardIds.every((id, place) => b.shardIds[place] === id);
