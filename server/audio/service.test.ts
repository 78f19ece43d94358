import { afterEach, beforeEach, expect, test } from "vitest";
import { createAudioRoom, node, peerOf } from "./test-audio.ts";
import { UNREACHABLE, works } from "./test-node.ts";

const EU1 = "http://eu-1.example:2333";
const EU2 = "http://eu-2.example:2333";
const MINUTE_MS = 60_000;

let room: ReturnType<typeof createAudioRoom>;
beforeEach(() => {
  room = createAudioRoom();
});
afterEach(() => room.close());

test("a node that is announced and answers is in use a moment later", async () => {
  const { announce, pass, audio, told, sent } = room.start();
  room.world.set(EU1, works());
  const { id } = await announce(node("eu-1"));
  await pass(1_000);
  expect(audio.find(id)).toMatchObject({ state: "active", info: { version: "4.2.2" }, hasBeenActive: true });
  expect(audio.book.history(id).map(({ to }) => to)).toEqual(["active", "probing", "announced"]);
  expect(told.at(-1)?.changed).toEqual([
    { id, pool: "main", state: "active", isAway: false, label: "eu-1", load: 0.1 },
  ]);
  expect(sent.map(({ event }) => event)).toEqual(["node.announced"]);
});

test("a node that does not answer waits, and is used once it does", async () => {
  const { announce, pass, audio } = room.start();
  const { id } = await announce(node("eu-1"));
  await pass(2 * MINUTE_MS);
  expect(audio.find(id)).toMatchObject({ state: "announced", reason: "it cannot be reached" });
  room.world.set(EU1, works());
  await pass(20_000);
  expect(audio.find(id).state).toBe("active");
});

test("a node that goes without a word is away after three looks, and back after one", async () => {
  const { announce, pass, audio } = room.start();
  room.world.set(EU1, works());
  const { id } = await announce(node("eu-1"));
  await pass(1_000);
  room.world.set(EU1, UNREACHABLE);
  await pass(30_000);
  expect(audio.find(id).state).toBe("active");
  await pass(20_000);
  expect(audio.find(id)).toMatchObject({ state: "announced", cause: "silence" });
  expect(audio.reader.publicView(audio.find(id))).toMatchObject({ state: "announced", isAway: true });
  room.world.set(EU1, works());
  await pass(16_000);
  expect(audio.find(id).state).toBe("active");
});

test("where the server does not get through, the agent is believed until it falls silent", async () => {
  const { desk, pass, audio } = room.start();
  const agent = peerOf("a");
  await desk.hear(agent.peer, { type: "announce", node: node("eu-1") });
  const { id } = audio.book.all()[Symbol.iterator]().next().value ?? { id: "" };
  expect(agent.frames).toContainEqual(expect.objectContaining({ type: "announced", id, leaseMs: 45_000 }));
  await desk.hear(agent.peer, { type: "look", id, look: works() });
  expect(audio.find(id).state).toBe("active");
  expect(audio.reader.staffView(audio.find(id))).toMatchObject({ seenBy: "agent", agent: { isHeard: true } });
  for (let i = 0; i < 20; i += 1) {
    await pass(10_000);
    await desk.hear(agent.peer, { type: "look", id, look: works() });
  }
  expect(audio.find(id).state).toBe("active");
  desk.leave(agent.peer, false);
  await pass(44_000);
  expect(audio.find(id).state).toBe("active");
  await pass(3_000);
  expect(audio.find(id)).toMatchObject({
    state: "announced",
    reason: "its agent fell silent, and the server does not reach it",
  });
  const again = peerOf("a");
  await desk.hear(again.peer, { type: "announce", node: node("eu-1") });
  await desk.hear(again.peer, { type: "look", id, look: works() });
  expect(audio.find(id).state).toBe("active");
});

test("an agent that says goodbye takes its node out of use at once", async () => {
  const { desk, audio, pass } = room.start();
  const agent = peerOf("a");
  await desk.hear(agent.peer, { type: "announce", node: node("eu-1") });
  const [{ id } = { id: "" }] = audio.book.all();
  await desk.hear(agent.peer, { type: "look", id, look: works() });
  room.world.set(EU1, works());
  desk.leave(agent.peer, true);
  expect(audio.find(id)).toMatchObject({ state: "announced", cause: "goodbye" });
  // Nobody waits for an answer of it.
  expect(audio.reader.publicView(audio.find(id))).toMatchObject({ state: "announced", isAway: false });
  expect(audio.reader.staffView(audio.find(id)).trouble).toBeNull();
  await pass(MINUTE_MS);
  expect(audio.find(id).state).toBe("announced");
  await desk.hear(peerOf("b").peer, { type: "announce", node: node("eu-1") });
  await pass(1_000);
  expect(audio.find(id).state).toBe("active");
});

test("an agent that was replaced stands by, and is heard again when the newer one goes", async () => {
  const { desk, audio, pass } = room.start();
  const [older, newer] = [peerOf("a"), peerOf("b")];
  for (const { peer } of [older, newer]) await desk.hear(peer, { type: "announce", node: node("eu-1") });
  const [{ id } = { id: "" }] = audio.book.all();
  await desk.hear(newer.peer, { type: "look", id, look: works() });
  desk.leave(newer.peer, true);
  expect(older.last()).toMatchObject({ type: "announced", id });
  expect(audio.find(id).state).toBe("active");
  await desk.hear(older.peer, { type: "look", id, look: works() });
  await pass(MINUTE_MS / 2);
  expect(audio.find(id).state).toBe("active");
  desk.leave(older.peer, true);
  expect(audio.find(id)).toMatchObject({ state: "announced", cause: "goodbye" });
});

test("the newer of two agents of one node is heard, and the older one is told", async () => {
  const { desk, audio } = room.start();
  const [older, newer] = [peerOf("a"), peerOf("b")];
  await desk.hear(older.peer, { type: "announce", node: node("eu-1") });
  await desk.hear(newer.peer, { type: "announce", node: node("eu-1") });
  expect(older.last()).toMatchObject({ type: "refused", code: "replaced" });
  const [{ id } = { id: "" }] = audio.book.all();
  await desk.hear(older.peer, { type: "look", id, look: works() });
  expect(older.last()).toMatchObject({ type: "refused", asked: "look", code: "unknown_node" });
  desk.leave(older.peer, false);
  await desk.hear(newer.peer, { type: "look", id, look: works() });
  expect(audio.find(id).state).toBe("active");
});

test("bots get the pool's nodes with their passwords, and each change", async () => {
  const { announce, pass, desk, audio } = room.start();
  room.world.set(EU1, works());
  room.world.set(EU2, works());
  await announce(node("eu-1"));
  await pass(1_000);
  const bot = peerOf("b", "bot");
  await desk.hear(bot.peer, { type: "subscribe", pools: ["main"] });
  expect(bot.last()).toMatchObject({
    type: "nodes",
    isWhole: true,
    nodes: [
      {
        name: "eu-1",
        host: "eu-1.example",
        port: 2333,
        isSecure: false,
        password: "password-of-eu-1",
        state: "active",
      },
    ],
  });
  const { id } = await announce(node("eu-2"));
  await pass(1_000);
  expect(bot.last()).toMatchObject({ isWhole: false, nodes: [{ name: "eu-2" }], gone: [] });
  await audio.patch(id, { action: "drain" });
  expect(bot.last()).toMatchObject({ nodes: [{ id, state: "draining" }] });
  await audio.patch(id, { action: "retire" });
  expect(bot.last()).toMatchObject({ nodes: [], gone: [id] });
  const count = bot.frames.length;
  desk.leave(bot.peer, false);
  await audio.patch(id, { action: "return" });
  await pass(1_000);
  expect(bot.frames).toHaveLength(count);
});

test("a bot without the right for a pool is handed nothing", async () => {
  const { desk } = room.start();
  const bot = peerOf("b", "bot", (scope, pool) => scope === "nodes" && pool === "eu");
  await desk.hear(bot.peer, { type: "subscribe", pools: ["eu", "main"] });
  expect(bot.frames).toEqual([
    expect.objectContaining({ type: "refused", asked: "subscribe", about: "main", code: "forbidden" }),
  ]);
});

test("all that was answered is there after a restart in the middle of a drain", async () => {
  const first = room.start();
  room.world.set(EU1, works({ players: 1 }));
  const { id } = await first.announce(node("eu-1"));
  await first.pass(1_000);
  await first.audio.patch(id, {
    action: "drain",
    deadlineMs: 5 * MINUTE_MS,
    note: "its provider ends it",
    reason: "moving",
  });
  const before = first.audio.find(id);
  await first.stop();
  const second = room.start();
  expect(second.audio.find(id)).toEqual(before);
  expect(second.audio.book.safe.find(id)).toBe("password-of-eu-1");
  expect(second.sent).toEqual([]);
  await second.pass(5 * MINUTE_MS);
  expect(second.audio.find(id)).toMatchObject({
    state: "retired",
    cause: "deadline",
    note: "its provider ends it",
  });
  expect(second.audio.book.history(id).map(({ to }) => to)).toEqual([
    "retired",
    "draining",
    "active",
    "probing",
    "announced",
  ]);
});

test("a server that has just started takes no drained node for empty before anyone has looked", async () => {
  const first = room.start();
  room.world.set(EU1, works({ players: 1 }));
  const { id } = await first.announce(node("eu-1"));
  await first.pass(1_000);
  await first.audio.patch(id, { action: "drain", deadlineMs: 5 * MINUTE_MS });
  await first.pass(MINUTE_MS);
  await first.stop();
  const second = room.start();
  await second.pass(MINUTE_MS);
  expect(second.audio.find(id).state).toBe("draining");
  room.world.set(EU1, works({ players: 0 }));
  await second.pass(MINUTE_MS);
  expect(second.audio.find(id)).toMatchObject({ state: "retired", cause: "empty" });
});

test("with a wrong key the node is there and not handed out, until its password is given again", async () => {
  const first = room.start("k1");
  room.world.set(EU1, works());
  const { id } = await first.announce(node("eu-1"));
  await first.pass(1_000);
  await first.stop();
  const second = room.start("k2");
  await second.pass(2_000);
  const bot = peerOf("b", "bot");
  await second.desk.hear(bot.peer, { type: "subscribe", pools: ["main"] });
  expect(bot.last()).toMatchObject({ nodes: [] });
  expect(second.audio.reader.staffView(second.audio.find(id))).toMatchObject({ trouble: "password_lost" });
  await second.audio.patch(id, { password: "password-of-eu-1" });
  await second.pass(16_000);
  expect(second.audio.find(id).state).toBe("active");
  expect(bot.last()).toMatchObject({ nodes: [{ password: "password-of-eu-1" }] });
});

test("a server that stood still blames nobody", async () => {
  const { desk, pass, audio } = room.start();
  const agent = peerOf("a");
  await desk.hear(agent.peer, { type: "announce", node: node("eu-1") });
  const [{ id } = { id: "" }] = audio.book.all();
  await desk.hear(agent.peer, { type: "look", id, look: works() });
  room.clock.stall(10 * MINUTE_MS);
  await pass(1_000);
  expect(audio.find(id).state).toBe("active");
});
