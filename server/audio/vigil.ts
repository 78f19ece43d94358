import type { NodeLook } from "#protocol/lavalink.ts";
import type { Clock, MonotonicMs } from "../clock.ts";
import type { Log } from "../log.ts";
import { Alarms } from "./alarms.ts";
import type { NodeBook } from "./book.ts";
import { ClockSteps } from "./clock-steps.ts";
import { nextMove } from "./life.ts";
import { type AudioNode, withClockSet, withFreshHealth } from "./node.ts";
import { plannerAfter } from "./planner.ts";
import { followPolicies } from "./policy.ts";
import { LOOK_EVERY_MS } from "./presence.ts";
import type { AudioSettings } from "./settings.ts";
import { judgeSource, recordOf, UNKNOWN_SOURCE, worthKeeping } from "./source-health.ts";
import type { NodeReader } from "./views.ts";

/** Looks at a node over its API; never rejects. */
export type Probe = (node: { readonly address: string; readonly password: string }) => Promise<NodeLook>;

/** Leases and deadlines are noticed within this. */
const TICK_MS = 1_000;
/** A tick that comes this much later says that the server was away, and judges no one. */
const LATE_MS = 5_000;
/** What was played is judged this often. */
const JUDGE_EVERY_TICKS = 5;
/** Looks under way at once; many nodes must not take all sockets. */
const MAX_LOOKS = 16;

export interface VigilParts {
  readonly book: NodeBook;
  readonly reader: NodeReader;
  readonly settings: AudioSettings;
  readonly probe: Probe;
  readonly clock: Clock;
  readonly log: Log;
}

/** Watches all nodes: looks at each now and then, and moves on those whose time has come. */
export class Vigil {
  readonly #parts: VigilParts;
  /** By id: when it is looked at next. */
  readonly #lookAt = new Map<string, MonotonicMs>();
  readonly #looking = new Set<string>();
  readonly #alarms: Alarms;
  readonly #clockSteps: ClockSteps;
  #ticks = 0;
  #tickedAt: MonotonicMs | null = null;
  #cancelTick: () => void = () => {};
  #isStopped = false;

  constructor(parts: VigilParts) {
    this.#parts = parts;
    parts.book.onChange(({ before, after }) => {
      if (before === null || after !== null) return;
      this.#lookAt.delete(before.id);
      this.#alarms.note(before, null);
    });
    this.#alarms = new Alarms(parts.log);
    this.#clockSteps = new ClockSteps(parts.clock);
  }

  start(): void {
    this.#tickedAt ??= this.#parts.clock.monotonic();
    this.#cancelTick = this.#parts.clock.after(TICK_MS, () => {
      this.#tick();
      this.start();
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTick();
  }

  /** Looks at a node at once. */
  lookSoon(id: string): void {
    this.#lookAt.set(id, this.#parts.clock.monotonic());
    this.#lookAround();
  }

  /** Something new is known of a node: moves it on where that is due. */
  judge(node: AudioNode): void {
    const { book, reader, clock } = this.#parts;
    const { standing, stats, players, trouble } = reader.now(node);
    this.#alarms.note(node, trouble);
    const info = standing.info ?? node.info;
    if (info !== node.info) book.update({ ...node, info });
    const current = book.find(node.id) ?? node;
    const isUnseen = stats === null && players === 0;
    const move = nextMove(current, { ...standing, players: isUnseen ? null : players }, clock.wall());
    if (move === null) return;
    // What was measured before its addresses rested would have it drained again at once.
    const isRested = move.cause === "recovery";
    if (isRested) book.presence(node.id).forgetOutcomes();
    book.move(isRested ? withFreshHealth(current) : current, move);
  }

  #tick(): void {
    const { book, clock } = this.#parts;
    const now = clock.monotonic();
    const isLate = this.#tickedAt !== null && now - this.#tickedAt > TICK_MS + LATE_MS;
    this.#tickedAt = now;
    this.#ticks += 1;
    this.#followClock();
    for (const [place, node] of [...book.all()].entries()) {
      if (node.state === "retired") continue;
      if (isLate) book.presence(node.id).excuse(now);
      // Some at each tick, so that no turn of the event loop judges a thousand nodes.
      if ((this.#ticks + place) % JUDGE_EVERY_TICKS === 0) this.#judgeSources(node);
      this.judge(book.find(node.id) ?? node);
    }
    if (this.#ticks % JUDGE_EVERY_TICKS === 0) followPolicies(this.#parts);
    this.#lookAround();
  }

  /** A clock that was set makes no span longer or shorter: no drain ends by it, and nothing is limited for longer. */
  #followClock(): void {
    const { book } = this.#parts;
    const byMs = this.#clockSteps.take();
    if (byMs === 0) return;
    for (const node of [...book.all()]) book.update(withClockSet(node, byMs));
  }

  #judgeSources(node: AudioNode): void {
    const { book, clock, settings } = this.#parts;
    const { outcomes } = book.presence(node.id);
    const [now, wall] = [clock.monotonic(), clock.wall()];
    const names = new Set([...Object.keys(node.sources), ...outcomes.sources()]);
    const judged = Array.from(names, (source) => {
      const before = recordOf(node.sources, source) ?? UNKNOWN_SOURCE;
      return [source, judgeSource(before, outcomes.tally(source, now), wall, settings.thresholds)] as const;
    });
    book.update({ ...node, sources: worthKeeping(Object.fromEntries(judged)) });
  }

  #lookAround(): void {
    const { book, clock } = this.#parts;
    const now = clock.monotonic();
    const due = [...book.all()].flatMap(({ id, state, address }) => {
      const password = book.safe.find(id);
      const since = this.#lookAt.get(id) ?? Number.NEGATIVE_INFINITY;
      const isDue = state !== "retired" && since <= now && !this.#looking.has(id);
      return isDue && password !== null ? [{ id, address, password, since }] : [];
    });
    // Who waits longest comes first: many that do not answer must not keep the others from being looked at.
    due.sort((a, b) => a.since - b.since);
    for (const { id, ...at } of due.slice(0, MAX_LOOKS - this.#looking.size)) {
      this.#lookAt.set(id, now + LOOK_EVERY_MS);
      this.#looking.add(id);
      void this.#look(id, at);
    }
  }

  async #look(id: string, at: { readonly address: string; readonly password: string }): Promise<void> {
    const { book, probe, clock } = this.#parts;
    try {
      const look = await probe(at);
      const node = book.find(id);
      // It may have another address or password by now; then it is looked at anew.
      if (
        this.#isStopped ||
        node === undefined ||
        node.address !== at.address ||
        book.safe.find(id) !== at.password
      )
        return;
      book.presence(id).seeByServer(look, clock.monotonic());
      const planner = plannerAfter(node.planner, look, clock.wall());
      book.update({ ...node, planner });
      this.judge({ ...node, planner });
    } finally {
      this.#looking.delete(id);
    }
  }
}
