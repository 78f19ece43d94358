import { expect, test } from "vitest";
import { eventOf } from "./stream-event.ts";

test.each([
  ["snapshot", { at: 1, isAway: true, player: null }, { kind: "told", player: null, awaySince: 1 }],
  [
    "rights",
    { may: ["play"], isVoter: true, hasVoted: true, isManager: false },
    { kind: "allowed", rights: { may: ["play"], isVoter: true, hasVoted: true, isManager: false } },
  ],
  ["away", { at: 1 }, { kind: "away", awaySince: 1 }],
  ["back", { at: 1 }, { kind: "away", awaySince: null }],
  ["tick", { at: 1 }, null],
  ["volume_changed", { rev: 3, at: 1, volume: 5 }, { kind: "changed", fields: { rev: 3, volume: 5 } }],
])("%s is understood", (name, data, event) => {
  expect(eventOf(name, JSON.stringify(data))).toEqual(event);
});
