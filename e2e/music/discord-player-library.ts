import type { Client } from "discord.js";
import type { DiscordPlayerLike } from "../../bot-plugin/src/adapters/discord-player.ts";
import type { QueueLike } from "../../bot-plugin/src/adapters/discord-player-shapes.ts";
import { loadDiscordPlayer } from "../support/discord-player.ts";

/** What an extractor is given, and what it makes tracks of. */
export interface TrackFields {
  readonly title: string;
  readonly url: string;
  readonly author?: string;
  readonly duration?: string;
  readonly thumbnail?: unknown;
  readonly live?: boolean;
  readonly source?: string;
  readonly requestedBy?: unknown;
}

/** What extractors of tests do; the rest they have of the library. */
export interface Extractor {
  validate(query: string): Promise<boolean>;
  handle(
    query: string,
    context: { readonly requestedBy: unknown; readonly protocol: string | null },
  ): Promise<object>;
  stream(track: { readonly url: string; readonly durationMS: number }): Promise<unknown>;
}

/** What tests use of a queue beside what the adapter does. */
export interface Queue extends QueueLike {
  swapTracks(one: number, other: number): void;
  removeTrack(at: number): unknown;
  copyTrack(from: number, to: number): void;
}

/** What tests use of a player beside what the adapter does. */
export interface Player extends DiscordPlayerLike {
  readonly extractors: DiscordPlayerLike["extractors"] & {
    register(extractor: unknown, options: object): Promise<unknown>;
  };
  readonly lyrics: DiscordPlayerLike["lyrics"] & { api: string };
  readonly nodes: {
    readonly cache: { get(guildId: string): Queue | undefined; values(): Iterable<Queue> };
    create(guildId: never, options?: never): Queue;
    delete(guildId: string): unknown;
  };
  play(channelId: string, query: string, options: object): Promise<unknown>;
  destroy(): Promise<void>;
}

/** The library, as far as tests know it: its own types are not there where it is not installed. */
export interface Library {
  readonly Player: new (client: Client, options: object) => Player;
  readonly BaseExtractor: new (...args: readonly unknown[]) => { protocols: string[] };
  readonly Track: new (player: Player, fields: TrackFields) => object;
}

/** The real library. */
export const openLibrary = (): Library => loadDiscordPlayer() as Library;
