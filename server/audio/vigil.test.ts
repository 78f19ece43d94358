import { afterEach, beforeEach, expect, test } from "vitest";
import { BLOCK_RESTS_MS } from "./life.ts";
import { createAudioRoom, node, peerOf } from "./test-audio.ts";
import { works } from "./test-node.ts";

let room: ReturnType<typeof createAudioRoom>;
beforeEach(() => {
  room = createAudioRoom();
});
afterEach(() => room.close());

test("what the server reads of a route planner itself counts, where there is no agent", async () => {
  const { announce, pass, audio } = room.start();
  const planner = {
    kind: "RotatingNanoIpRoutePlanner",
    size: "1208925819614629174706176",
    blockIndex: "9",
    failing: 1,
  };
  const at = (blockIndex: string) => works({}, { ...planner, blockIndex });
  room.world.set("http://eu-1.example:2333", at("9"));
  const { id } = await announce(node("eu-1"));
  await pass(1_000);
  expect(audio.find(id).planner).toMatchObject({ status: { blockIndex: "9" }, isExhausted: false });
  room.world.set("http://eu-1.example:2333", at("0"));
  await pass(20_000);
  expect(audio.reader.staffView(audio.find(id)).planner).toMatchObject({
    blockIndex: "0",
    isExhausted: true,
    mayBeBlind: false,
  });
});

test("a node whose addresses have rested returns with clean health, and stays", async () => {
  room.close();
  room = createAudioRoom({ pools: new Map([["main", "drain"]]) });
  const first = room.start();
  room.world.set("http://eu-1.example:2333", works());
  room.world.set("http://eu-2.example:2333", works());
  const { id } = await first.announce(node("eu-1"));
  await first.announce(node("eu-2"));
  await first.pass(1_000);
  const bot = peerOf("b", "bot");
  await first.desk.hear(bot.peer, { type: "subscribe", pools: ["main"] });
  const outcomes = { youtube: { ok: 0, failed: [{ text: "HTTP 429", count: 10, guilds: [] }] } };
  const nodes = [{ id, isConnected: true, players: 0, outcomes }];
  await first.desk.hear(bot.peer, { type: "observe", nodes });
  await first.pass(31 * 60_000);
  expect(first.audio.find(id)).toMatchObject({ state: "draining", cause: "limited", drain: { end: "hold" } });
  await first.stop();
  room.clock.advance(BLOCK_RESTS_MS);
  const second = room.start();
  await second.pass(60_000);
  expect(second.audio.find(id)).toMatchObject({ state: "active", cause: "recovery", sources: {} });
  await second.stop();
});
