import { Hono } from "hono";
import { z } from "zod";
import { clusterListSchema, guildShardsSchema, shardListSchema } from "#protocol/cluster.ts";
import { parseGuildId, shardOfGuild } from "#protocol/guild.ts";
import { reportSchema } from "#protocol/report.ts";
import { shardDetailSchema } from "#protocol/shard-detail.ts";
import { AppError } from "../errors.ts";
import { check, readJson } from "../http/body.ts";
import { type Guard, requireScope, unauthorized } from "../http/guard.ts";
import { documented } from "../http/openapi.ts";
import { assertFits } from "./fit.ts";
import { shardLists } from "./list.ts";
import type { ShardService } from "./service.ts";

const outcomeSchema = z.object({ outcome: z.enum(["accepted", "stale", "duplicate"]) });
const bootSchema = reportSchema.shape.boot;

/** Push and read, our way. */
export const shardRoutes = (deps: { shards: ShardService; guard: Guard; now: () => number }) => {
  const { shards, guard } = deps;
  const list = shardLists(shards.read);
  return new Hono()
    .post(
      "/api/v1/clusters/:cluster/reports",
      documented({
        tag: "push",
        summary: "Report many shards of one process",
        description:
          "States and heartbeats at once, plain or gzipped. Answered once every change is kept. A report that is late " +
          "or doubled (by `boot` and `seq`) is acknowledged and ignored.",
        body: reportSchema,
        answer: { schema: outcomeSchema, description: "acknowledged, and kept if it was new" },
        errors: [400, 401, 403, 404, 409, 413, 429, 503],
        scope: "report",
      }),
      requireScope(guard, "report"),
      async (c) => {
        const cluster = shards.read.cluster(c.req.param("cluster"));
        const report = await readJson(c, reportSchema);
        // A body may take its time, and a token may be revoked meanwhile.
        if (!c.get("grant").stands()) throw unauthorized();
        assertFits(cluster, report);
        return c.json({ outcome: await shards.report(cluster, report) });
      },
    )
    .delete(
      "/api/v1/clusters/:cluster/processes/:boot",
      documented({
        tag: "push",
        summary: "Say goodbye for a process",
        description: "The shards that it still owns go offline at once, as stopped on purpose.",
        answer: { status: 204, description: "kept" },
        errors: [400, 401, 403, 404, 429, 503],
        scope: "report",
      }),
      requireScope(guard, "report"),
      async (c) => {
        const cluster = shards.read.cluster(c.req.param("cluster"));
        await shards.goodbye(cluster, check(bootSchema, c.req.param("boot")));
        return c.body(null, 204);
      },
    )
    .get(
      "/api/v1/clusters",
      documented({
        tag: "read",
        summary: "All clusters with their totals",
        answer: { schema: clusterListSchema, description: "in the order of the page" },
      }),
      (c) =>
        c.json({
          clusters: shards.read.clusters.map((cluster) => ({
            name: cluster.name,
            shardCount: cluster.shardCount,
            totals: shards.read.totals(cluster),
          })),
        }),
    )
    .get(
      "/api/v1/clusters/:cluster/shards",
      documented({
        tag: "read",
        summary: "All shards of a cluster",
        answer: { schema: shardListSchema, description: "ascending by id" },
        errors: [404],
      }),
      (c) => {
        const cluster = shards.read.cluster(c.req.param("cluster"));
        return c.body(list(cluster), 200, { "Content-Type": "application/json" });
      },
    )
    .get(
      "/api/v1/clusters/:cluster/shards/:id",
      documented({
        tag: "read",
        summary: "One shard with its last transitions",
        answer: { schema: shardDetailSchema, description: "the shard" },
        errors: [404],
      }),
      (c) => {
        const id = c.req.param("id");
        return c.json(
          shards.read.detail(
            shards.read.cluster(c.req.param("cluster")),
            /^\d{1,6}$/.test(id) ? Number(id) : -1,
          ),
        );
      },
    )
    .get(
      "/api/v1/guilds/:guildId",
      documented({
        tag: "read",
        summary: "The shard of a guild in each cluster",
        description:
          "`(guild_id >> 22) % shard_count`. The page works this out in the browser and does not ask.",
        answer: { schema: guildShardsSchema, description: "one shard per cluster" },
        errors: [400],
      }),
      (c) => {
        const text = c.req.param("guildId");
        const found = parseGuildId(text, deps.now());
        if (!found.ok || !/^\d+$/.test(text)) {
          throw new AppError("invalid", "a guild ID is 17 to 20 digits, such as 175928847299117063", {
            issues: [{ path: "guildId", message: "no guild has this ID" }],
          });
        }
        const { guildId } = found;
        return c.json({
          guildId: String(guildId),
          clusters: shards.read.clusters.map((cluster) => ({
            cluster: cluster.name,
            shard: shards.read.summary(cluster, shardOfGuild(guildId, cluster.shardCount)),
          })),
        });
      },
    );
};
