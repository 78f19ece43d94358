import { guildShardsSchema } from "../protocol/cluster.ts";
import { type ShardSummary, shardSummarySchema } from "../protocol/shard-detail.ts";
import { type Server, urlOf } from "../transport/server.ts";

/** Discord wants an answer to a command within 3 s; some of it is spent on the way. */
const ANSWER_WITHIN_MS = 1_500;

/**
 * Asks the status page for the shard of a guild, or for shard 0 where there is none: direct messages come over it.
 * Never rejects; null where the page is away, or does not know the cluster.
 */
export const askPage = async (
  server: Server,
  cluster: string,
  guildId: string | null,
): Promise<ShardSummary | null> => {
  if (guildId === null) {
    const path = `/api/v1/clusters/${encodeURIComponent(cluster)}/shards/0`;
    return shardSummarySchema.safeParse(await read(server, path)).data ?? null;
  }
  const found = guildShardsSchema.safeParse(await read(server, `/api/v1/guilds/${guildId}`));
  return found.data?.clusters.find(({ cluster: name }) => name === cluster)?.shard ?? null;
};

const read = async (server: Server, path: string): Promise<unknown> => {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch(urlOf(server, path, "http"), { signal, redirect: "error" });
    const text = await response.text();
    return response.ok ? JSON.parse(text) : null;
  } catch {
    // Whatever it was, there is no answer; the command says so.
    return null;
  }
};
