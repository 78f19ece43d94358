import type { z } from "zod";
import { MAX_SHARDS } from "#protocol/report.ts";

/** One bot user with its own number of shards. */
export interface ClusterConfig {
  readonly name: string;
  readonly shardCount: number;
}

/** Reads `name:count;name:count`; each fault is told once. */
export const clusterList = (text: string, context: z.RefinementCtx): ClusterConfig[] => {
  const clusters: ClusterConfig[] = [];
  const names = new Set<string>();
  const faults = new Set<string>();
  const fault = (message: string) => faults.add(message);
  for (const part of text.split(";").filter((part) => part.trim() !== "")) {
    const colon = part.lastIndexOf(":");
    const [name, count] = [part.slice(0, Math.max(colon, 0)).trim(), part.slice(colon + 1).trim()];
    const shardCount = Number(count);
    if (colon < 0 || !/^\d{1,6}$/.test(count)) {
      fault("write name:count;name:count, such as main:360;patron_1:6");
    } else if (!/^[^\p{Cc}\p{Zl}\p{Zp}/\\:;]{1,64}$/u.test(name) || name === "." || name === "..") {
      fault("a cluster's name is 1 to 64 characters without / \\ : ; line breaks or control characters");
    } else if (shardCount < 1 || shardCount > MAX_SHARDS) {
      fault(`a cluster has 1 to ${MAX_SHARDS} shards`);
    } else if (names.has(name)) {
      fault("each cluster's name must be there once");
    } else {
      names.add(name);
      clusters.push({ name, shardCount });
    }
  }
  if (clusters.length === 0) fault("name at least one cluster, such as main:60");
  if (clusters.reduce((sum, cluster) => sum + cluster.shardCount, 0) > MAX_SHARDS) {
    fault(`all clusters together have at most ${MAX_SHARDS} shards`);
  }
  for (const message of faults) context.addIssue({ code: "custom", message });
  return clusters;
};
