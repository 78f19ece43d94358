import type { NodeTrouble, PublicNodeField, SourceHealth } from "#protocol/audio.ts";
import type { NodeFacts, NodeView, StaffNode } from "#protocol/audio-view.ts";
import type { NodeStats } from "#protocol/lavalink.ts";
import type { Clock } from "../clock.ts";
import type { NodeBook } from "./book.ts";
import { type AudioNode, isAway, wasTakenOut } from "./node.ts";
import { mayBeBlind } from "./planner.ts";
import { scoreOf } from "./score.ts";
import type { AudioSettings } from "./settings.ts";
import { healthOf, recordOf } from "./source-health.ts";
import { type Standing, standingOf } from "./standing.ts";
import { troubleOf } from "./trouble.ts";

const MIB = 1_048_576;
/** A start that is reckoned from an uptime moves by the time that the answer took. */
const STARTED_GRAIN_MS = 10_000;

/** Everything about a node at one moment, from which all views are made. */
export interface NodeNow {
  readonly node: AudioNode;
  readonly standing: Standing;
  readonly stats: NodeStats | null;
  readonly players: number;
  readonly score: number;
  /** The worst that is wrong with it. */
  readonly trouble: NodeTrouble | null;
  /** It answers, and still is of little use. */
  readonly isFaulty: boolean;
}

/** Looks a node up as it is now. */
export class NodeReader {
  readonly #book: NodeBook;
  readonly #clock: Clock;
  readonly #settings: AudioSettings;
  /** By id, so that what is reckoned anew is told only where it differs. */
  readonly #startedAt = new Map<string, number>();

  constructor(parts: { readonly book: NodeBook; readonly clock: Clock; readonly settings: AudioSettings }) {
    this.#book = parts.book;
    this.#clock = parts.clock;
    this.#settings = parts.settings;
    parts.book.onChange(({ before, after }) => {
      if (before !== null && after === null) this.#startedAt.delete(before.id);
    });
  }

  now(node: AudioNode): NodeNow {
    const monotonic = this.#clock.monotonic();
    const presence = this.#book.presence(node.id);
    const standing = standingOf({
      hasAgent: node.hasAgent,
      hasPassword: this.#book.safe.find(node.id) !== null,
      ...presence.evidence(monotonic, this.#settings.leaseMs),
    });
    // Of what was taken out of use on purpose nobody expects to hear.
    const isOut = wasTakenOut(node);
    const ownPlayers = presence.ownPlayers(monotonic);
    const stats = isOut ? null : presence.stats(standing.stats, monotonic);
    const trouble = isOut ? null : troubleOf({ node, standing }, presence, this.#clock);
    return {
      node,
      standing,
      stats,
      players: Math.max(stats?.players ?? 0, ownPlayers),
      score: scoreOf({ stats, ownPlayers }),
      trouble,
      isFaulty: trouble === "too_old" || trouble === "misconfigured",
    };
  }

  /** What anyone may see, as the settings say. */
  publicView(node: AudioNode): NodeView {
    const { id, pool, ...rest } = this.#facts(this.now(node));
    const shown: Partial<typeof rest> = {};
    for (const field of this.#settings.publicFields) Object.assign(shown, pick(rest, SHOWN_BY[field]));
    return { id, pool, ...shown };
  }

  /** All of it. */
  staffView(node: AudioNode): StaffNode {
    const now = this.now(node);
    const presence = this.#book.presence(node.id);
    const monotonic = this.#clock.monotonic();
    const heard = presence.lastHeard();
    const { name, address, reason, note, drain, planner, hasAgent } = node;
    return {
      ...this.#facts(now),
      name,
      address,
      trouble: now.trouble,
      reason,
      note,
      score: now.score,
      seenBy: now.standing.answers === true ? now.standing.seenBy : null,
      agent: hasAgent
        ? {
            isHeard: presence.isHeard(monotonic, this.#settings.leaseMs),
            lastHeard: heard === null ? null : Math.round(this.#clock.wall() - (monotonic - heard)),
          }
        : null,
      drain,
      sourceDetails: this.#sourceDetails(node),
      planner: planner && {
        ...planner.status,
        mayBeBlind: mayBeBlind(planner),
        isExhausted: planner.isExhausted,
      },
    };
  }

  #facts({ node, stats, players }: NodeNow): NodeFacts {
    const { id, pool, state, label, region, info, since } = node;
    return {
      id,
      pool,
      state,
      isAway: isAway(node) && !wasTakenOut(node),
      label,
      region,
      load: stats === null ? null : Math.round(stats.load.system * 100) / 100,
      players: stats === null ? null : { all: players, playing: stats.playing },
      memory: stats && {
        usedBytes: Math.round(stats.memory.usedBytes / MIB) * MIB,
        reservableBytes: Math.round(stats.memory.reservableBytes / MIB) * MIB,
      },
      frames: stats?.frames ?? null,
      startedAt: this.#started(id, stats),
      version: info && { kind: info.kind, version: info.version },
      plugins: info?.plugins ?? [],
      sources: sourcesOf(node),
      since,
    };
  }

  #started(id: string, stats: NodeStats | null): number | null {
    if (stats === null) return null;
    const reckoned = Math.round((this.#clock.wall() - stats.uptimeMs) / 1_000) * 1_000;
    const known = this.#startedAt.get(id);
    if (known !== undefined && Math.abs(known - reckoned) < STARTED_GRAIN_MS) return known;
    this.#startedAt.set(id, reckoned);
    return reckoned;
  }

  #sourceDetails(node: AudioNode): StaffNode["sourceDetails"] {
    const { outcomes } = this.#book.presence(node.id);
    const names = new Set([...Object.keys(sourcesOf(node)), ...outcomes.sources()]);
    const details = Array.from(names, (source) => {
      const record = recordOf(node.sources, source);
      const { ok, refused, sample } = outcomes.tally(source, this.#clock.monotonic());
      const isOverridden = record !== null && record.override !== null;
      const health = record === null ? "unknown" : healthOf(record);
      return [
        source,
        { health, since: record?.since ?? null, isOverridden, ok, failed: refused, sample },
      ] as const;
    });
    return Object.fromEntries(details);
  }
}

/** What each setting shows. */
const SHOWN_BY = {
  state: ["state", "isAway"],
  label: ["label"],
  load: ["load"],
  region: ["region"],
  players: ["players"],
  memory: ["memory"],
  frames: ["frames"],
  uptime: ["startedAt"],
  version: ["version"],
  plugins: ["plugins"],
  sources: ["sources"],
  since: ["since"],
} as const satisfies Record<PublicNodeField, readonly (keyof NodeView)[]>;

const pick = (facts: Partial<NodeView>, keys: readonly (keyof NodeView)[]): Partial<NodeView> =>
  Object.fromEntries(keys.map((key) => [key, facts[key]]));

/** Those that it has, and those of which something was heard. */
const sourcesOf = ({ info, sources }: AudioNode): Record<string, SourceHealth> => ({
  ...Object.fromEntries((info?.sources ?? []).map((source) => [source, "unknown" as const])),
  ...Object.fromEntries(Object.entries(sources).map(([source, record]) => [source, healthOf(record)])),
});
