import { afterEach, beforeEach, expect, test } from "vitest";
import { createAudioRoom, node, peerOf } from "./test-audio.ts";
import { works } from "./test-node.ts";

let room: ReturnType<typeof createAudioRoom>;
beforeEach(() => {
  room = createAudioRoom();
});
afterEach(() => room.close());

test("a bot that comes between two looks is told of a score that is back where the others know it", async () => {
  const { announce, audio, desk, pass } = room.start();
  room.world.set("http://eu-1.example:2333", works());
  const { id } = await announce(node("eu-1"));
  await pass(1_000);
  const [first, second] = [peerOf("a", "bot"), peerOf("b", "bot")];
  const play = (players: number) =>
    desk.hear(first.peer, { type: "observe", nodes: [{ id, isConnected: true, players }] });
  await desk.hear(first.peer, { type: "subscribe", pools: ["main"] });
  await pass(10_000);
  await play(300);
  await desk.hear(second.peer, { type: "subscribe", pools: ["main"] });
  await play(0);
  await pass(10_000);
  const idle = audio.reader.now(audio.find(id)).score;
  const last = second.last();
  expect(last?.type === "nodes" && Math.abs((last.nodes[0]?.score ?? 100) - idle) < 5).toBe(true);
});
