import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { NodeLook } from "#protocol/lavalink.ts";
import { createAudioRoom, node, peerOf } from "./test-audio.ts";
import { works } from "./test-node.ts";

let room: ReturnType<typeof createAudioRoom>;
beforeEach(() => {
  room = createAudioRoom();
});
afterEach(() => room.close());

test("nodes that do not answer keep no other from being looked at", async () => {
  const { announce, pass, audio } = room.start();
  /** A black hole takes the whole patience of a look. */
  const dark = () =>
    new Promise<NodeLook>((resolve) => {
      room.clock.after(5_000, () => resolve({ kind: "unreachable", detail: "timeout" }));
    });
  for (let place = 0; place < 60; place += 1) {
    room.world.set(`http://dark-${place}.example:2333`, dark);
    await announce(node(`dark-${place}`));
  }
  room.world.set("http://eu-1.example:2333", works());
  const { id } = await announce(node("eu-1"));
  await pass(120_000);
  expect(audio.find(id).state).toBe("active");
});

test("of nodes that come and go under ever new names, only so many retired ones are known", async () => {
  const { announce, audio } = room.start();
  const first = await announce(node("eu-first"));
  await audio.patch(first.id, { action: "retire" });
  for (let place = 0; place < 1_001; place += 1) {
    room.clock.advance(1);
    const { id } = await announce(node(`eu-${place}`));
    await audio.patch(id, { action: "retire" });
  }
  expect([...audio.book.all()].length).toBe(1_000);
  expect(audio.book.find(first.id)).toBeUndefined();
}, 60_000);

test("of an agent that comes and goes all day, the latest changes are kept", async () => {
  const { desk, audio, stop } = room.start();
  const agent = peerOf("a");
  for (let time = 0; time < 120; time += 1) {
    await desk.hear(agent.peer, { type: "announce", node: node("eu-1") });
    const [{ id } = { id: "" }] = audio.book.all();
    await desk.hear(agent.peer, { type: "withdraw", id });
  }
  const [{ id } = { id: "" }] = audio.book.all();
  await audio.patch(id, { action: "retire" });
  await stop();
  const database = new Database(room.path, { readonly: true });
  expect(database.prepare("SELECT count(*) FROM audio_node_events").pluck().get()).toBe(100);
  database.close();
  expect(audio.book.history(id)).toEqual([]);
});
