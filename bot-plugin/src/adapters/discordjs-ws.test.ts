import { EventEmitter } from "node:events";
import { WebSocketManager } from "@discordjs/ws";
import { expect, test } from "vitest";
import type { ShardListener } from "../shards/source.ts";
import { discordjsWsSource, type WebSocketManagerLike } from "./discordjs-ws.ts";

/** Real managers of both majors need a gateway; here only the shapes of their events matter. */
const createManager = () =>
  Object.assign(new EventEmitter(), {
    options: { shardCount: 6, shardIds: [2, 3] },
    getShardIds: async () => [2, 3],
    getShardCount: async () => 6,
  });

const listening = () => {
  const manager = createManager();
  const source = discordjsWsSource(manager);
  const told: string[] = [];
  const listener: ShardListener = {
    up: (id) => told.push(`up ${id}`),
    reconnecting: (id) => told.push(`reconnecting ${id}`),
    closed: (id, code) => told.push(`closed ${id} ${code}`),
  };
  const stop = source.listen(listener);
  return { manager, source, told, stop };
};

const guilds = [
  { id: "1", unavailable: true },
  { id: "2", unavailable: true },
];
const create = { t: "GUILD_CREATE", d: { id: "1" } };
const remove = { t: "GUILD_DELETE", d: { id: "2" } };
const beat = { ackAt: 5_020, heartbeatAt: 5_000, latency: 20 };

/** The same life of shard 3, as each major tells it. */
const lives: [string, [string, ...unknown[]][]][] = [
  [
    "1",
    [
      ["hello", { shardId: 3 }],
      ["ready", { data: { guilds }, shardId: 3 }],
      ["dispatch", { data: create, shardId: 3 }],
      ["dispatch", { data: remove, shardId: 3 }],
      ["heartbeat", { ...beat, shardId: 3 }],
      ["closed", { code: 1006, shardId: 3 }],
      ["resumed", { shardId: 3 }],
      ["closed", { code: 4014, shardId: 3 }],
    ],
  ],
  [
    "2",
    [
      ["hello", 3],
      ["ready", { guilds }, 3],
      ["dispatch", create, 3],
      ["dispatch", remove, 3],
      ["heartbeat", beat, 3],
      ["closed", 1006, 3],
      ["resumed", 3],
      ["closed", 4014, 3],
    ],
  ],
];

test.each(lives)("a shard's life is understood as @discordjs/ws %s tells it", (_, events) => {
  const { manager, source, told } = listening();
  const phases = events.map(([event, ...args]) => {
    manager.emit(event, ...args);
    return [...source.look()].at(0)?.phase;
  });
  expect(phases).toEqual(["queued", "ready", "ready", "ready", "ready", "queued", "ready", "closed"]);
  expect([...source.look()]).toEqual([{ id: 3, phase: "closed", latencyMs: 20, beatAt: 5_000 }]);
  expect(source.guilds().get(3)).toEqual({ guilds: 1, unavailable: 0 });
  expect(told).toEqual(["up 3", "reconnecting 3", "up 3", "closed 3 4014"]);
});

test("its place is known as soon as the manager has it", async () => {
  const { source } = listening();
  await expect.poll(() => source.place()).toEqual({ shardIds: [2, 3], shardCount: 6 });
});

test("nothing is asked of Discord before the manager connects", () => {
  const manager = createManager();
  let asked = 0;
  const source = discordjsWsSource(
    Object.assign(manager, {
      options: { shardCount: null, shardIds: null },
      getShardIds: async () => {
        asked += 1;
        return [0];
      },
    }),
  );
  source.listen({ up: () => {}, reconnecting: () => {}, closed: () => {} });
  expect(source.place()).toBeNull();
  expect(asked).toBe(0);
  manager.emit("hello", 0);
  source.place();
  expect(asked).toBe(1);
});

test("nothing listens after the end", () => {
  const { manager, stop } = listening();
  stop();
  expect(manager.eventNames()).toEqual([]);
});

test("the library's own manager fits", () => {
  const fits = (manager: WebSocketManager): WebSocketManagerLike => manager;
  expect(fits).toBeTypeOf("function");
  expect(WebSocketManager).toBeTypeOf("function");
});
