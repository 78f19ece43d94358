// A discord-hybrid-sharding manager whose children are `hybrid-bot.mjs`: tells its parent of births, and takes its orders.
import { join } from "node:path";
import { ClusterManager, ReClusterManager } from "discord-hybrid-sharding";
import { discord } from "./settings.mjs";

const manager = new ClusterManager(join(import.meta.dirname, "hybrid-bot.mjs"), {
  mode: process.env.MANAGER_MODE ?? "process",
  token: discord.token,
  totalShards: Number(process.env.BOT_SHARD_COUNT),
  shardsPerClusters: Number(process.env.BOT_SHARDS_PER_PROCESS),
});
manager.extend(new ReClusterManager());
manager.on("clusterCreate", (cluster) => {
  cluster.on("spawn", () =>
    process.send({ manager: "spawn", shardIds: cluster.shardList, pid: cluster.thread?.process?.pid }),
  );
  cluster.on("error", () => {});
});
const endAll = () => {
  manager.respawn = false;
  for (const cluster of manager.clusters.values()) cluster.kill({ force: true });
  process.exit(0);
};
const orders = {
  rollingRestart: () =>
    manager.recluster
      .start({ restartMode: "rolling", delay: 0 })
      .then(() => process.send({ manager: "restarted" })),
  // The manager gives a child up after some crashes; its operator would start it again.
  startAgain: ({ clusterId }) => manager.clusters.get(clusterId).spawn(10_000),
  end: endAll,
};
process.on("message", (message) => orders[message.order]?.(message));
process.on("SIGTERM", endAll);
process.on("disconnect", endAll);
await manager.spawn({ delay: 0, timeout: 10_000 });
process.send({ manager: "spawned" });
