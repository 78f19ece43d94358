import type { EmitterLike } from "./listen.ts";

/** What is used of a list of tracks; the next comes first, whatever the queue's strategy. */
export interface TrackListLike {
  readonly store: object[];
  clear(): void;
  shuffle(): void;
}

/** What is used of what a queue plays with. */
export interface NodeLike {
  readonly estimatedPlaybackTime: number;
  readonly volume: number;
  pause(): boolean;
  resume(): boolean;
  skip(): boolean;
  stop(): boolean;
  setVolume(percent: number): boolean;
  seek(positionMs: number): Promise<unknown>;
  play(track: null, options?: never): Promise<unknown>;
  insert(track: never, index?: number): unknown;
}

/** What is used of what sound goes through; null where nothing plays, or where the host turned it off. */
export interface FiltersLike {
  readonly equalizer: { setEQ(bands: never): unknown; resetEQ(): unknown } | null;
  readonly resampler: {
    setFilter(name: never): unknown;
    setSampleRate(hertz: number): unknown;
  } | null;
  readonly filters: { setFilters(names: never): unknown } | null;
  /** An FFmpeg-free way to seek, that goes ahead only. */
  readonly seeker: object | null;
  /** What the next track begins with; also while none plays. */
  readonly _lastFiltersCache: object;
}

/** What is used of a guild's queue. */
export interface QueueLike {
  readonly id: string;
  readonly currentTrack: object | null;
  readonly tracks: TrackListLike;
  readonly history: { readonly tracks: TrackListLike; previous(): Promise<unknown> };
  readonly node: NodeLike;
  readonly options: object;
  readonly repeatMode: number;
  readonly dispatcher: object | null;
  readonly connection: object | null;
  readonly filters: FiltersLike;
  readonly tasksQueue: { acquire(): { getTask(): Promise<unknown> }; release(): void };
  isPlaying(): boolean;
  getCapacity(): number;
  addTrack(tracks: never): unknown;
  prepend(tracks: never): unknown;
  setRepeatMode(mode: never): unknown;
  connect(channel: never, options?: never): Promise<unknown>;
  emit(event: never, queue: never, track: never): unknown;
  delete(): unknown;
}

/** What is used of a `Player` of discord-player 7.2; any that has this will do. */
export interface DiscordPlayerLike {
  readonly client: EmitterLike & {
    readonly user: { readonly id: string } | null;
    readonly channels: { readonly cache: { get(id: string): object | undefined } };
  };
  readonly events: EmitterLike;
  readonly options: object;
  readonly extractors: { readonly store: { values(): Iterable<object> } };
  readonly lyrics: { search(wanted: never): Promise<unknown> };
  readonly nodes: {
    readonly cache: { get(guildId: string): QueueLike | undefined; values(): Iterable<QueueLike> };
    create(guildId: never, options?: never): QueueLike;
  };
  search(query: never, options?: never): Promise<unknown>;
  scanDeps(): string;
}

/** What the library hands to a listener in the place of a queue is one. */
export const queueOf = (queue: unknown): QueueLike => queue as QueueLike;
