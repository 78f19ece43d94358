/** What is used of a node to play music. */
export interface MusicNodeLike {
  readonly connected: unknown;
  readonly info: unknown;
  readonly options: object;
  search(query: never, requester: unknown): Promise<unknown>;
}

/** What is used of a queue; entries are changed by its own methods alone, which save it where the host keeps it. */
export interface QueueLike {
  readonly current: object | null;
  readonly tracks: readonly object[];
  readonly previous: object[];
  readonly utils: object;
  add(tracks: never, index?: number): Promise<unknown>;
  splice(index: number, amount: number, tracks?: never): Promise<unknown>;
  shuffle(): Promise<unknown>;
}

/** What is used of a player's filters. */
export interface FiltersLike {
  readonly filters: object;
  data: object;
  equalizerBands: object[];
  applyPlayerFilters(): Promise<unknown>;
}

/** What is used of a player. */
export interface MusicPlayerLike {
  readonly guildId: string;
  readonly voiceChannelId: string | null;
  readonly options: { voiceChannelId?: string };
  readonly playing: boolean;
  readonly paused: boolean;
  readonly connected: unknown;
  readonly volume: number;
  readonly repeatMode: string;
  readonly lastPosition: number;
  readonly lastPositionChange: number | null;
  readonly node: MusicNodeLike;
  readonly queue: QueueLike;
  readonly filterManager: FiltersLike;
  connect(): Promise<unknown>;
  play(options?: never): Promise<unknown>;
  pause(): Promise<unknown>;
  resume(): Promise<unknown>;
  seek(positionMs: number): Promise<unknown>;
  setVolume(percent: number): Promise<unknown>;
  setRepeatMode(mode: "off" | "track" | "queue"): Promise<unknown>;
  skip(skipTo?: number, throwError?: boolean): Promise<unknown>;
  stopPlaying(clearQueue?: boolean, executeAutoplay?: boolean): Promise<unknown>;
  getCurrentLyrics(skipTrackSource?: boolean): Promise<unknown>;
}

/** What is used of a `LavalinkManager` of lavalink-client 2.5 or later to play music; any that has this will do. */
export interface MusicManagerLike {
  readonly options: object;
  readonly players: {
    get(guildId: string): MusicPlayerLike | undefined;
    values(): Iterable<MusicPlayerLike>;
  };
  readonly nodeManager: {
    readonly nodes: { values(): Iterable<MusicNodeLike> };
    on(event: never, listener: never): unknown;
    off(event: never, listener: never): unknown;
  };
  createPlayer(options: never): MusicPlayerLike;
  on(event: never, listener: never): unknown;
  off(event: never, listener: never): unknown;
}

/** What the library hands to a listener in the place of a player is one. */
export const musicPlayerOf = (player: unknown): MusicPlayerLike => player as MusicPlayerLike;
