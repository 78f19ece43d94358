import type { Fate } from "./fates.ts";
import type { TrackInfo } from "./tracks.ts";

/** What goes over the WebSocket. */
export type Message = Readonly<Record<string, unknown>>;

/** What Discord gave a bot for one voice connection. */
export interface Voice {
  readonly token: string;
  readonly endpoint: string;
  readonly sessionId: string;
  readonly channelId?: string | undefined;
}

/** What a player needs of its node. */
export interface PlayerGround {
  send(message: Message): void;
  fateOf(info: TrackInfo): Fate;
  readonly updateEveryMs: number;
}

/** How a track is to start. */
export interface Start {
  readonly positionMs: number;
  readonly endTimeMs: number | null;
  readonly isPaused: boolean;
}
