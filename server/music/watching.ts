import type { PlayerEventName } from "#protocol/music-view.ts";
import type { Clock, MonotonicMs } from "../clock.ts";
import type { Events } from "../events.ts";
import { ViewerGate } from "../http/viewer-gate.ts";
import type { Log } from "../log.ts";
import type { Viewer } from "../sessions/viewer.ts";
import { wordsOf } from "./changes.ts";
import type { EncodedWord } from "./encoded-word.ts";
import type { WatchedPlayer } from "./players.ts";
import type { MusicService, Place } from "./service.ts";
import type { Sights } from "./sights.ts";
import { Watch } from "./watch.ts";

const TICK_MS = 5_000;
/** Of those who watch a player while nothing happens, one is asked about again each so often, in turn. */
const ASK_EVERY_MS = 60_000;
/** Where a bot says that rights have moved, all who watch are asked about again; in a lively channel so often at most. */
const RIGHTS_MOVE_EVERY_MS = 2_000;
/** Streams of one person, whatever they watch. */
const MOST_PER_VIEWER = 8;

interface Room {
  /** In the order in which they are asked about. */
  readonly watches: Set<Watch>;
  askedAt: MonotonicMs;
  /** When all were asked about last because their rights had moved. */
  movedAt: MonotonicMs;
  isMoveDue: boolean;
}

export interface WatchingParts {
  readonly music: MusicService;
  readonly sights: Sights;
  readonly clock: Clock;
  readonly events: Events;
  readonly log: Log;
  /** At once, of all people. */
  readonly maxStreams: number;
}

/** Owns the streams of players, over whatever they go. */
export class Watching {
  readonly #parts: WatchingParts;
  readonly #gate: ViewerGate;
  /** By player. */
  readonly #rooms = new Map<string, Room>();
  readonly #words = new WeakMap<WatchedPlayer, readonly EncodedWord[]>();
  #lastId: number;
  #cancelTick: (() => void) | null = null;

  constructor(parts: WatchingParts) {
    this.#parts = parts;
    this.#gate = new ViewerGate({
      total: parts.maxStreams,
      perAddress: MOST_PER_VIEWER,
      instead: "close another",
    });
    this.#lastId = parts.clock.wall() * 1_000;
    parts.music.listenToRights((place) => this.#move(place));
    // A key that is revoked is told by the same event.
    parts.events.on("sessions", () => {
      for (const watch of this.#all()) if (!watch.stands()) watch.end("signed_out");
    });
  }

  get size(): number {
    return this.#gate.viewers;
  }

  start(): void {
    this.#cancelTick = this.#parts.clock.after(TICK_MS, () => {
      this.#tick();
      this.start();
    });
  }

  /** Ends all streams. */
  stop(): void {
    this.#cancelTick?.();
    for (const watch of this.#all()) watch.end("stopping");
  }

  /**
   * Lets a viewer watch from now on; nothing is told before `begin`.
   * @throws AppError `too_many_viewers`, or `forbidden` where the bot says no
   */
  async join(viewer: Viewer, place: Place): Promise<Watch> {
    const leave = this.#gate.enter(`${viewer.actor.via}/${viewer.actor.userId}`);
    const { music, sights, clock, log } = this.#parts;
    const watch = new Watch({
      music,
      sights,
      clock,
      log,
      viewer,
      place,
      encode: (event, data) => this.#encode(event, data),
      changes: (now, before) => this.#changes(now, before),
      onEnd: (ended) => {
        leave();
        this.#remove(ended);
      },
    });
    this.#room(place).watches.add(watch);
    await watch.open();
    return watch;
  }

  /** The bot has said no to someone: what they may is not what was thought. */
  refused(viewer: Viewer, place: Place): void {
    const { userId, via } = viewer.actor;
    for (const watch of this.#rooms.get(keyOf(place))?.watches ?? []) {
      const { actor } = watch.viewer;
      if (actor.userId === userId && actor.via === via) void watch.refresh();
    }
  }

  /** People may do other things than before. */
  #move(place: Place): void {
    const { clock, sights } = this.#parts;
    const room = this.#rooms.get(keyOf(place));
    if (room === undefined || room.isMoveDue) return;
    room.isMoveDue = true;
    clock.after(Math.max(room.movedAt + RIGHTS_MOVE_EVERY_MS - clock.monotonic(), 0), () => {
      room.isMoveDue = false;
      room.movedAt = clock.monotonic();
      sights.forget(place);
      for (const watch of room.watches) void watch.refresh();
    });
  }

  #tick(): void {
    const { clock } = this.#parts;
    const tick = this.#encode("tick", { at: clock.wall() });
    for (const watch of this.#all()) watch.tick(tick);
    const now = clock.monotonic();
    for (const room of this.#rooms.values()) {
      const [first] = room.watches;
      if (first === undefined || now - room.askedAt < ASK_EVERY_MS) continue;
      room.askedAt = now;
      room.watches.delete(first);
      room.watches.add(first);
      void first.refresh();
    }
  }

  #all(): readonly Watch[] {
    return [...this.#rooms.values()].flatMap(({ watches }) => [...watches]);
  }

  #room(place: Place): Room {
    const key = keyOf(place);
    const room = this.#rooms.get(key) ?? {
      watches: new Set<Watch>(),
      askedAt: this.#parts.clock.monotonic(),
      movedAt: Number.NEGATIVE_INFINITY,
      isMoveDue: false,
    };
    this.#rooms.set(key, room);
    return room;
  }

  #remove(watch: Watch): void {
    const key = keyOf(watch.place);
    const room = this.#rooms.get(key);
    room?.watches.delete(watch);
    if (room?.watches.size === 0) this.#rooms.delete(key);
  }

  #changes(now: WatchedPlayer, before: WatchedPlayer): readonly EncodedWord[] {
    const known = this.#words.get(now);
    if (known !== undefined) return known;
    const words = wordsOf(now, before, this.#parts.clock.wall()).map(({ event, data }) =>
      this.#encode(event, data),
    );
    this.#words.set(now, words);
    return words;
  }

  #encode(event: PlayerEventName, data: object): EncodedWord {
    this.#lastId += 1;
    return { id: this.#lastId, event, text: JSON.stringify(data) };
  }
}

const keyOf = ({ cluster, guildId }: Place) => `${cluster}/${guildId}`;
