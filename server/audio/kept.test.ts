import { renameSync } from "node:fs";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestDatabase } from "../test-server.ts";
import { createAudioRoom, node, peerOf } from "./test-audio.ts";
import { works } from "./test-node.ts";

let room: ReturnType<typeof createAudioRoom>;
beforeEach(() => {
  room = createAudioRoom();
});
afterEach(() => room.close());

/** Holds the room's database as another program does; the result lets it go. */
const hold = () => {
  openTestDatabase(room.path).close();
  const other = new Database(room.path);
  other.exec("BEGIN EXCLUSIVE");
  return () => {
    other.exec("ROLLBACK");
    other.close();
  };
};

test("an agent that goes before its announcement is kept leaves the name to others", async () => {
  const { desk, audio } = room.start();
  const [gone, next] = [peerOf("a"), peerOf("b")];
  const announcing = desk.hear(gone.peer, { type: "announce", node: node("eu-1") });
  desk.leave(gone.peer, false);
  await announcing;
  const moved = node("eu-1", { address: "http://elsewhere.example:2333" });
  await desk.hear(next.peer, { type: "announce", node: moved });
  expect(next.last()).toMatchObject({ type: "announced", name: "eu-1" });
  expect([...audio.book.all()]).toMatchObject([{ address: "http://elsewhere.example:2333" }]);
});

test("of two agents that announce one name from two addresses at the same moment, the second is refused", async () => {
  const { desk } = room.start();
  const [first, second] = [peerOf("a"), peerOf("b")];
  const moved = node("eu-1", { address: "http://elsewhere.example:2333" });
  await Promise.all([
    desk.hear(first.peer, { type: "announce", node: node("eu-1") }),
    desk.hear(second.peer, { type: "announce", node: moved }),
  ]);
  expect(first.frames).toMatchObject([{ type: "announced" }]);
  expect(second.frames).toMatchObject([{ type: "refused", code: "name_taken" }]);
});

test("an agent whose place is taken while its announcement is kept hears that alone", async () => {
  const { desk } = room.start();
  const [older, newer] = [peerOf("a"), peerOf("b")];
  await Promise.all([
    desk.hear(older.peer, { type: "announce", node: node("eu-1") }),
    desk.hear(newer.peer, { type: "announce", node: node("eu-1") }),
  ]);
  expect(older.frames.filter(({ type }) => type !== "node")).toMatchObject([{ code: "replaced" }]);
  expect(newer.last()).toMatchObject({ type: "announced" });
});

test("as long as the database could not be read, nobody is told that there are no nodes", async () => {
  const first = room.start();
  room.world.set("http://eu-1.example:2333", works());
  const { id } = await first.announce(node("eu-1"));
  await first.pass(1_000);
  await first.stop();
  const free = hold();
  const second = room.start();
  const bot = peerOf("b", "bot");
  await second.desk.hear(bot.peer, { type: "subscribe", pools: ["main"] });
  expect(bot.frames).toEqual([]);
  await expect(second.audio.patch(id, { note: "x" })).rejects.toMatchObject({ code: "history_unavailable" });
  await expect(second.announce(node("eu-2"))).rejects.toMatchObject({ code: "history_unavailable" });
  free();
  await second.pass(1_000);
  expect(bot.frames).toMatchObject([{ type: "nodes", isWhole: true, nodes: [{ id }] }]);
  await second.stop();
});

test("with a copy of before put in the database's place, what was removed since stays away, and all else is kept", async () => {
  const { audio, announce, stop, pass } = room.start();
  const { id: removed } = await announce(node("eu-1"));
  const copy = `${room.path}.copy`;
  const database = new Database(room.path);
  await database.backup(copy);
  database.close();
  const { id: kept } = await announce(node("eu-2"));
  await audio.remove(removed);
  renameSync(copy, room.path);
  const retired = audio.patch(kept, { action: "retire", note: "kept" }).catch(() => {});
  await pass(5_000);
  await retired;
  await stop();
  const second = room.start();
  expect([...second.audio.book.all()]).toMatchObject([{ id: kept, state: "retired", note: "kept" }]);
  expect(second.audio.book.history(kept)).toMatchObject([{ to: "retired" }]);
  await second.stop();
});

test("what changes in one go is told to bots as one frame", async () => {
  const { announce, desk, audio, pass } = room.start();
  for (const name of ["eu-1", "eu-2", "eu-3"]) {
    room.world.set(`http://${name}.example:2333`, works());
    await announce(node(name));
  }
  await pass(1_000);
  const bot = peerOf("b", "bot");
  await desk.hear(bot.peer, { type: "subscribe", pools: ["main"] });
  const ids = [...audio.book.all()].map(({ id }) => id);
  await Promise.all(ids.map((id) => audio.patch(id, { action: "drain" })));
  const told = bot.frames.slice(1);
  expect(told).toEqual([expect.objectContaining({ isWhole: false, gone: [] })]);
  expect(told[0]).toMatchObject({ nodes: ids.map(() => ({ state: "draining" })) });
});

test("a node that goes on without an agent is expected to have none", async () => {
  const { announce, desk, audio, pass } = room.start();
  const agent = peerOf("a");
  await desk.hear(agent.peer, { type: "announce", node: node("eu-1") });
  const [{ id } = { id: "" }] = audio.book.all();
  await audio.announce(node("eu-1"), { by: null, heardFrom: (known) => desk.heardFrom(known) });
  expect(audio.find(id).hasAgent).toBe(true);
  desk.leave(agent.peer, false);
  room.world.set("http://eu-1.example:2333", works());
  await announce(node("eu-1"));
  await pass(60_000);
  expect(audio.reader.staffView(audio.find(id))).toMatchObject({
    state: "active",
    agent: null,
    trouble: null,
  });
});

test("a node that gave its address to another name frees no machine", async () => {
  const { announce, pass, sent, audio } = room.start();
  room.world.set("http://eu-1.example:2333", works());
  const { id } = await announce(node("eu-1"));
  await pass(1_000);
  room.world.delete("http://eu-1.example:2333");
  await pass(60_000);
  await announce(node("eu-2", { address: "http://eu-1.example:2333" }));
  expect(audio.find(id)).toMatchObject({ state: "retired", cause: "announce" });
  expect(sent.map(({ event }) => event)).toEqual(["node.announced", "node.announced"]);
});
