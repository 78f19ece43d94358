// A discord.js ShardingManager whose children are `bot.mjs`: tells its parent of births and deaths, and takes its orders.
import { join } from "node:path";
import { ShardingManager } from "discord.js";
import { discord } from "./settings.mjs";

const totalShards = Number(process.env.BOT_SHARD_COUNT);
const manager = new ShardingManager(join(import.meta.dirname, "bot.mjs"), {
  mode: process.env.MANAGER_MODE ?? "process",
  token: discord.token,
  totalShards,
  respawn: process.env.MANAGER_RESPAWN !== "no",
});
const tell = (what, shard) => process.send({ manager: what, shardId: shard.id, pid: shard.process?.pid });

manager.on("shardCreate", (shard) => {
  shard.on("spawn", () => tell("spawn", shard));
  shard.on("death", () => tell("death", shard));
  // A child that dies before it is ready is respawned by the manager; without a listener that error would end it.
  shard.on("error", () => {});
});
const endAll = () => {
  manager.respawn = false;
  for (const shard of manager.shards.values()) if (shard.process ?? shard.worker) shard.kill();
  process.exit(0);
};
const orders = {
  respawnAll: () => manager.respawnAll({ shardDelay: 0, respawnDelay: 0 }),
  kill: ({ shardId }) => manager.shards.get(shardId).kill(),
  end: endAll,
};
process.on("message", (message) => orders[message.order]?.(message));
process.on("SIGTERM", endAll);
process.on("disconnect", endAll);
await manager.spawn({ amount: totalShards, delay: 0, timeout: 10_000 }).catch(() => {});
process.send({ manager: "spawned" });
