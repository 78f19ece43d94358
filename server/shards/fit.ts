import type { Report } from "#protocol/report.ts";
import { AppError, invalidFields } from "../errors.ts";
import type { ClusterShards } from "./registry.ts";

/**
 * What a process says must be about this cluster.
 * @throws AppError `shard_count_mismatch`, or `invalid` naming each shard outside the cluster
 */
export const assertFits = (cluster: ClusterShards, report: Pick<Report, "shardCount" | "shards">): void => {
  if (report.shardCount !== cluster.shardCount) {
    throw new AppError(
      "shard_count_mismatch",
      `the report says shardCount ${report.shardCount}, this server's CLUSTERS says ${cluster.shardCount}; make them equal`,
    );
  }
  const outside = report.shards.flatMap(({ id }, place) => (id < cluster.shardCount ? [] : [place]));
  if (outside.length > 0) {
    throw invalidFields(outside, (place) => ({
      path: `shards.${place}.id`,
      message: `must be below ${cluster.shardCount}`,
    }));
  }
};
