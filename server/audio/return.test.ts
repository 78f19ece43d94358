import { afterEach, beforeEach, expect, test } from "vitest";
import { createAudioRoom, node } from "./test-audio.ts";

const ELSEWHERE = "http://198.51.100.9:2333";

let room: ReturnType<typeof createAudioRoom>;
beforeEach(() => {
  room = createAudioRoom();
});
afterEach(() => room.close());

test("a retired life does not return beside a later one of its name", async () => {
  const { audio, announce } = room.start();
  const { id } = await announce(node("eu-1"));
  await audio.patch(id, { action: "retire" });
  await announce(node("eu-1", { address: ELSEWHERE }));
  await expect(audio.patch(id, { action: "return" })).rejects.toMatchObject({ code: "name_taken" });
  expect(audio.find(id).state).toBe("retired");
});

test("a retired node does not return to an address that another of its pool has now", async () => {
  const { audio, announce } = room.start();
  const { id } = await announce(node("eu-1", { address: ELSEWHERE }));
  await audio.patch(id, { action: "retire" });
  const other = await announce(node("eu-2", { address: ELSEWHERE }));
  await expect(audio.patch(id, { action: "return" })).rejects.toMatchObject({ code: "address_taken" });
  await audio.patch(other.id, { action: "retire" });
  expect(await audio.patch(id, { action: "return" })).toMatchObject({ state: "probing" });
});
