import { afterEach, beforeEach, expect, test } from "vitest";
import { createAudioRoom, node } from "./test-audio.ts";
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
