import { afterEach, beforeEach, expect, test } from "vitest";
import type { OutcomesBySource } from "#protocol/audio-link.ts";
import { createAudioRoom, node, peerOf } from "./test-audio.ts";
import { works } from "./test-node.ts";

const EU1 = "http://eu-1.example:2333";
const EU2 = "http://eu-2.example:2333";
const MINUTE_MS = 60_000;

let room: ReturnType<typeof createAudioRoom>;
beforeEach(() => {
  room = createAudioRoom();
});
afterEach(() => room.close());

/** Ten loads that YouTube refused. */
const refused: OutcomesBySource = {
  youtube: { ok: 0, failed: [{ text: "Not success status code: 429", count: 10, guilds: ["1", "2"] }] },
};

test("a limited node is drained by itself where the pool says so, retired when empty, and a webhook is told", async () => {
  room.close();
  room = createAudioRoom({ pools: new Map([["main", "retire"]]) });
  const { announce, pass, audio, desk, sent } = room.start();
  room.world.set(EU1, works({ players: 2 }));
  room.world.set(EU2, works());
  const [{ id }, { id: other }] = [await announce(node("eu-1")), await announce(node("eu-2"))];
  await pass(1_000);
  const bot = peerOf("b", "bot");
  await desk.hear(bot.peer, { type: "subscribe", pools: ["main"] });
  const play = (players: number) =>
    desk.hear(bot.peer, { type: "observe", nodes: [{ id, isConnected: true, players, outcomes: refused }] });
  for (let minute = 0; minute < 29; minute += 1) {
    await play(2);
    await pass(MINUTE_MS);
  }
  expect(audio.find(id)).toMatchObject({ state: "active", sources: { youtube: { health: "limited" } } });
  expect(sent.map(({ event }) => event)).toEqual(["node.announced", "node.announced", "node.limited"]);
  await play(2);
  await pass(2 * MINUTE_MS);
  expect(audio.find(id)).toMatchObject({ state: "draining", cause: "limited", drain: { end: "retire" } });
  room.world.set(EU1, works());
  await desk.hear(bot.peer, { type: "observe", nodes: [{ id, isConnected: true, players: 0 }] });
  await pass(20_000);
  expect(audio.find(id)).toMatchObject({ state: "retired", cause: "empty" });
  expect(sent.at(-1)).toMatchObject({ event: "node.retired", data: { name: "eu-1", state: "retired" } });
  expect(audio.find(other).state).toBe("active");
});

test("the last active node is never taken by itself, however limited it is", async () => {
  room.close();
  room = createAudioRoom({ pools: new Map([["main", "retire"]]) });
  const { announce, pass, audio } = room.start();
  room.world.set(EU1, works());
  const { id } = await announce(node("eu-1"));
  await pass(1_000);
  await audio.patch(id, { override: { youtube: "limited" } });
  await pass(2 * MINUTE_MS);
  expect(audio.find(id).state).toBe("active");
  room.world.set(EU2, works());
  await announce(node("eu-2"));
  await pass(10_000);
  expect(audio.find(id).state).toBe("draining");
});

test("a node that is drained by itself is used again when no other is left, and drained when one comes", async () => {
  room.close();
  room = createAudioRoom({ pools: new Map([["main", "retire"]]) });
  const { announce, pass, audio } = room.start();
  room.world.set(EU1, works({ players: 1 }));
  room.world.set(EU2, works());
  const [{ id }, { id: other }] = [await announce(node("eu-1")), await announce(node("eu-2"))];
  await pass(1_000);
  await audio.patch(id, { override: { youtube: "limited" } });
  await pass(10_000);
  expect(audio.find(id).state).toBe("draining");
  await audio.patch(other, { action: "drain", end: "hold" });
  await pass(10_000);
  expect(audio.find(id)).toMatchObject({ state: "active", cause: "recovery" });
  await pass(20 * MINUTE_MS);
  expect(audio.find(id).state).toBe("active");
  await audio.patch(other, { action: "return" });
  await pass(10_000);
  expect(audio.find(id)).toMatchObject({ state: "draining", cause: "limited" });
});

test("what a person says of a source wins over what is measured, until it is taken back", async () => {
  room.close();
  room = createAudioRoom({ pools: new Map([["main", "drain"]]) });
  const { announce, pass, audio, desk } = room.start();
  room.world.set(EU1, works());
  room.world.set(EU2, works());
  const { id } = await announce(node("eu-1"));
  await announce(node("eu-2"));
  await pass(1_000);
  const bot = peerOf("b", "bot");
  await desk.hear(bot.peer, { type: "subscribe", pools: ["main"] });
  await desk.hear(bot.peer, {
    type: "observe",
    nodes: [{ id, isConnected: true, players: 0, outcomes: refused }],
  });
  await audio.patch(id, { override: { youtube: "ok" } });
  await pass(40 * MINUTE_MS);
  expect(audio.find(id).state).toBe("active");
  expect(audio.reader.staffView(audio.find(id)).sourceDetails["youtube"]).toMatchObject({
    health: "ok",
    isOverridden: true,
  });
  await audio.patch(id, { override: { youtube: null } });
  expect(audio.reader.staffView(audio.find(id)).sources["youtube"]).toBe("limited");
});

test("a node at a new address in another block begins with clean health", async () => {
  const { desk, audio, pass } = room.start();
  const agent = peerOf("a");
  await desk.hear(agent.peer, { type: "announce", node: node("eu-1") });
  const [{ id } = { id: "" }] = audio.book.all();
  await desk.hear(agent.peer, { type: "look", id, look: works(), outcomes: refused });
  await pass(10_000);
  expect(audio.find(id).sources["youtube"]?.health).toBe("limited");
  await desk.hear(agent.peer, {
    type: "announce",
    node: node("eu-1", { address: "http://other.example:2333" }),
  });
  await desk.hear(agent.peer, { type: "look", id, look: works() });
  await pass(10_000);
  expect(audio.find(id)).toMatchObject({ id, state: "active", address: "http://other.example:2333" });
  expect(audio.find(id).sources["youtube"]?.health ?? "unknown").toBe("unknown");
});

test("a clock that is set forth ends no drain, and counts nothing as limited for longer", async () => {
  room.close();
  room = createAudioRoom({ pools: new Map([["main", "retire"]]) });
  const { announce, pass, audio, desk } = room.start();
  room.world.set(EU1, works({ players: 1 }));
  room.world.set(EU2, works({ players: 1 }));
  const [{ id }, { id: other }] = [await announce(node("eu-1")), await announce(node("eu-2"))];
  await pass(1_000);
  const bot = peerOf("b", "bot");
  await desk.hear(bot.peer, { type: "subscribe", pools: ["main"] });
  const seen = { id, isConnected: true, players: 1, outcomes: refused };
  await desk.hear(bot.peer, { type: "observe", nodes: [seen] });
  await audio.patch(other, { action: "drain", deadlineMs: 10 * MINUTE_MS });
  await pass(10_000);
  room.clock.stepWall(86_400_000);
  await pass(MINUTE_MS);
  expect(audio.find(id)).toMatchObject({ state: "active", sources: { youtube: { health: "limited" } } });
  expect(audio.find(other).state).toBe("draining");
  room.clock.stepWall(-2 * 86_400_000);
  await pass(10 * MINUTE_MS);
  expect(audio.find(other)).toMatchObject({ state: "retired", cause: "deadline" });
});
