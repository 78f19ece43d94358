import type { PlayerEventName } from "#protocol/music-view.ts";

/** A word to viewers, made into text once for all of them. */
export interface EncodedWord {
  /** Rises with each word of this server. */
  readonly id: number;
  readonly event: PlayerEventName;
  /** JSON, which holds no line break. */
  readonly text: string;
}

/** As one SSE event (HTML Standard, 9.2.6). */
export const sseOf = ({ id, event, text }: EncodedWord): string =>
  `id: ${id}\nevent: ${event}\ndata: ${text}\n\n`;

/** As one frame of a WebSocket. */
export const frameOf = ({ id, event, text }: EncodedWord): string =>
  `{"event":${JSON.stringify(event)},"seq":${id},"data":${text}}`;
