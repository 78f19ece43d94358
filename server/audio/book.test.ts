import { afterEach, beforeEach, expect, test } from "vitest";
import { createAudioRoom, node, peerOf } from "./test-audio.ts";
import { works } from "./test-node.ts";

const EU1 = "http://eu-1.example:2333";

let room: ReturnType<typeof createAudioRoom>;
beforeEach(() => {
  room = createAudioRoom();
});
afterEach(() => room.close());

test("the password of a retired node is forgotten, in memory and on disk", async () => {
  const first = room.start();
  room.world.set(EU1, works());
  const { id } = await first.announce(node("eu-1"));
  await first.pass(1_000);
  await first.audio.patch(id, { action: "retire" });
  expect(first.audio.book.safe.find(id)).toBeNull();
  await expect(first.audio.patch(id, { password: "kept nowhere" })).rejects.toMatchObject({
    code: "invalid",
    issues: [{ path: "password" }],
  });
  expect(first.audio.book.safe.find(id)).toBeNull();
  await first.stop();
  const second = room.start();
  expect(second.audio.find(id)).toMatchObject({ state: "retired", passwordBox: null });
  await second.stop();
});

test("a retired node that returns takes its password of its agent, or of whoever returns it", async () => {
  const { audio, desk, pass } = room.start();
  room.world.set(EU1, works());
  const agent = peerOf("a");
  await desk.hear(agent.peer, { type: "announce", node: node("eu-1") });
  await pass(1_000);
  const [{ id } = { id: "" }] = audio.book.all();
  await audio.patch(id, { action: "retire" });
  await audio.patch(id, { action: "return" });
  await pass(2_000);
  expect(audio.reader.staffView(audio.find(id))).toMatchObject({
    state: "announced",
    trouble: "password_lost",
  });
  await desk.hear(agent.peer, { type: "announce", node: node("eu-1") });
  await pass(1_000);
  expect(audio.find(id).state).toBe("active");
  await audio.patch(id, { action: "retire" });
  await audio.patch(id, { action: "return", password: "password-of-eu-1" });
  await pass(1_000);
  expect(audio.find(id).state).toBe("active");
});

test("a patch that is refused leaves the password as it was", async () => {
  const { audio, announce } = room.start();
  const { id } = await announce(node("eu-1"));
  const override = Object.fromEntries(
    Array.from({ length: 65 }, (_, place) => [`s-${place}`, "ok"] as const),
  );
  await expect(audio.patch(id, { password: "another", override })).rejects.toMatchObject({ code: "invalid" });
  expect(audio.book.safe.find(id)).toBe("password-of-eu-1");
});

test("a node that was retired 90 days ago is forgotten at the next start", async () => {
  const first = room.start();
  const { id } = await first.announce(node("eu-1"));
  await first.audio.patch(id, { action: "retire" });
  await first.stop();
  room.clock.advance(91 * 86_400_000);
  const second = room.start();
  expect(second.audio.book.find(id)).toBeUndefined();
  await second.stop();
});
