import { afterEach, beforeEach, expect, test } from "vitest";
import type { OutcomesBySource } from "#protocol/audio-link.ts";
import { createAudioRoom, node, peerOf } from "./test-audio.ts";
import { works } from "./test-node.ts";

const EU1 = "http://eu-1.example:2333";

let room: ReturnType<typeof createAudioRoom>;
beforeEach(() => {
  room = createAudioRoom();
});
afterEach(() => room.close());

/** Ten loads that YouTube refused. */
const refused: OutcomesBySource = {
  youtube: { ok: 0, failed: [{ text: "Not success status code: 429", count: 10, guilds: ["1", "2"] }] },
};

test("a source that is named like something every object has is a source like others, after a restart too", async () => {
  const first = room.start();
  room.world.set(EU1, works());
  const { id } = await first.announce(node("eu-1"));
  await first.pass(1_000);
  const bot = peerOf("b", "bot");
  await first.desk.hear(bot.peer, { type: "subscribe", pools: ["main"] });
  const outcomes: OutcomesBySource = { constructor: { ok: 20, failed: [] } };
  await first.desk.hear(bot.peer, {
    type: "observe",
    nodes: [{ id, isConnected: true, players: 0, outcomes }],
  });
  await first.audio.patch(id, { override: Object.fromEntries([["toString", "limited" as const]]) });
  await first.pass(10_000);
  const { sources } = first.audio.reader.staffView(first.audio.find(id));
  expect(sources).toMatchObject({ constructor: "ok", toString: "limited", youtube: "unknown" });
  await first.stop();
  const second = room.start();
  expect(second.audio.reader.staffView(second.audio.find(id)).sources).toEqual(sources);
});

test("a node keeps no more sources than there can be, however many are named", async () => {
  const { announce, pass, desk, audio } = room.start();
  room.world.set(EU1, works());
  const { id } = await announce(node("eu-1"));
  await pass(1_000);
  const bot = peerOf("b", "bot");
  await desk.hear(bot.peer, { type: "subscribe", pools: ["main"] });
  const observe = (outcomes: OutcomesBySource) =>
    desk.hear(bot.peer, { type: "observe", nodes: [{ id, isConnected: true, players: 0, outcomes }] });
  await observe(refused);
  await pass(5_000);
  for (let round = 0; round < 10; round += 1) {
    const names = Array.from({ length: 32 }, (_, place) => `source-${round}-${place}`);
    await observe(Object.fromEntries(names.map((name) => [name, { ok: 20, failed: [] }])));
    await pass(5_000);
  }
  expect(Object.keys(audio.find(id).sources)).toHaveLength(64);
  expect(audio.find(id).sources["youtube"]).toMatchObject({ health: "limited" });
  const many = Object.fromEntries(Array.from({ length: 65 }, (_, place) => [`${place}`, "ok" as const]));
  await expect(audio.patch(id, { override: many })).rejects.toMatchObject({ code: "invalid" });
});

test("of a frame with more failures than any bot meets, those of the first nodes count", async () => {
  const { announce, pass, desk, audio } = room.start();
  room.world.set(EU1, works());
  room.world.set("http://eu-2.example:2333", works());
  const [{ id }, { id: other }] = [await announce(node("eu-1")), await announce(node("eu-2"))];
  await pass(1_000);
  const bot = peerOf("b", "bot");
  await desk.hear(bot.peer, { type: "subscribe", pools: ["main"] });
  const failed = Array.from({ length: 16 }, () => ({ text: "HTTP 429 ".repeat(110), count: 1, guilds: [] }));
  const sources = Array.from({ length: 6 }, (_, place) => [`source-${place}`, { ok: 0, failed }] as const);
  const outcomes: OutcomesBySource = Object.fromEntries(sources);
  const seen = { isConnected: true, players: 3, outcomes };
  await desk.hear(bot.peer, {
    type: "observe",
    nodes: [
      { id, ...seen },
      { id: other, ...seen },
    ],
  });
  expect(audio.book.presence(id).outcomes.sources()).toHaveLength(6);
  expect(audio.book.presence(other).outcomes.sources()).toEqual([]);
  expect(audio.reader.now(audio.find(other)).players).toBe(3);
});
