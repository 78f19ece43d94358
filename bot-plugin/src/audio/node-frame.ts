import type { NodeStats } from "../protocol/lavalink.ts";
import { readStats } from "../protocol/lavalink-answers.ts";
import { readException } from "../protocol/lavalink-exception.ts";
import { type Fields, fieldsOf } from "../protocol/lenient.ts";

/** What a frame of a node's WebSocket says, of what is watched. */
export type NodeWord =
  | { readonly kind: "ready" }
  | { readonly kind: "stats"; readonly stats: NodeStats }
  | { readonly kind: "start"; readonly guildId: string; readonly source: string }
  | { readonly kind: "failure"; readonly guildId: string; readonly source: string; readonly text: string }
  | { readonly kind: "end"; readonly guildId: string; readonly reason: string }
  | { readonly kind: "voice_closed"; readonly guildId: string; readonly code: number };

/** Reads a frame; null where nothing is to be learnt from it. */
export const readNodeFrame = (frame: unknown): NodeWord | null => {
  const fields = fieldsOf(frame);
  switch (fields?.["op"]) {
    case "ready":
      return { kind: "ready" };
    case "stats": {
      const stats = readStats(frame);
      return stats === null ? null : { kind: "stats", stats };
    }
    case "event":
      return readEvent(fields ?? {});
    default:
      return null;
  }
};

const readEvent = (event: Fields): NodeWord | null => {
  const guildId = event["guildId"];
  const reason = event["reason"];
  const code = event["code"];
  if (typeof guildId !== "string") return null;
  const source = fieldsOf(fieldsOf(event["track"])?.["info"])?.["sourceName"];
  switch (event["type"]) {
    case "TrackStartEvent":
      return typeof source === "string" ? { kind: "start", guildId, source } : null;
    case "TrackExceptionEvent":
      return typeof source === "string"
        ? { kind: "failure", guildId, source, text: readException(event) }
        : null;
    case "TrackEndEvent":
      return { kind: "end", guildId, reason: typeof reason === "string" ? reason : "" };
    case "WebSocketClosedEvent":
      return typeof code === "number" ? { kind: "voice_closed", guildId, code } : null;
    default:
      return null;
  }
};
