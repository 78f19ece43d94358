import { expect, test } from "vitest";
import { readNodeFrame } from "./node-frame.ts";

const track = { encoded: "x", info: { identifier: "i", sourceName: "youtube" } };
const event = (type: string, more: object) => ({ op: "event", type, guildId: "42", ...more });

test.each<[string, unknown, unknown]>([
  ["a connection that stands", { op: "ready", resumed: false, sessionId: "s" }, { kind: "ready" }],
  ["a start", event("TrackStartEvent", { track }), { kind: "start", guildId: "42", source: "youtube" }],
  [
    "an exception, with its cause",
    event("TrackExceptionEvent", {
      track,
      exception: { message: "Something broke", severity: "fault", cause: "java: 403" },
    }),
    { kind: "failure", guildId: "42", source: "youtube", text: "Something broke\njava: 403" },
  ],
  [
    "an end",
    event("TrackEndEvent", { track, reason: "finished" }),
    { kind: "end", guildId: "42", reason: "finished" },
  ],
  [
    "a voice connection that was closed",
    event("WebSocketClosedEvent", { code: 4017, reason: "", byRemote: true }),
    { kind: "voice_closed", guildId: "42", code: 4017 },
  ],
  ["an event that is not watched", event("LyricsLineEvent", {}), null],
  ["an event without a track", event("TrackStartEvent", {}), null],
  ["an event without a guild", { op: "event", type: "TrackStartEvent", track }, null],
  ["how a player fares", { op: "playerUpdate", guildId: "42", state: {} }, null],
  ["no object", "hello", null],
  ["nothing", null, null],
])("%s is read", (_, frame, word) => {
  expect(readNodeFrame(frame)).toEqual(word);
});

test("stats are read with their frames", () => {
  const frame = {
    op: "stats",
    players: 2,
    playingPlayers: 1,
    uptime: 5,
    memory: { used: 1, reservable: 4 },
    cpu: { cores: 2, systemLoad: 0.5, lavalinkLoad: 0.25 },
    frameStats: { sent: 2_990, nulled: 3, deficit: 7 },
  };
  expect(readNodeFrame(frame)).toMatchObject({
    kind: "stats",
    stats: { players: 2, load: { system: 0.5, node: 0.25 }, frames: { nulled: 3 } },
  });
});
