import type { Asks } from "./asks.ts";
import type { Directory } from "./directory.ts";

const WITHIN_MS = 2_000;

interface Parts {
  readonly directory: Directory;
  readonly asks: Asks;
}

/** Of these guilds those that each cluster's bot is in; what a process that is away serves is left out. */
export const sharedGuilds = async (
  { directory, asks }: Parts,
  guildIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const found = await Promise.all(
    directory.clusters.flatMap((cluster) =>
      Array.from(directory.group(cluster, guildIds), async ([peer, ids]) => {
        const asked = await asks.ask(peer, { type: "guilds", guildIds: [...ids] }, WITHIN_MS);
        const here = new Set(asked.kind === "guilds" ? asked.guildIds : []);
        return { cluster, guildIds: ids.filter((id) => here.has(id)) };
      }),
    ),
  );
  const byCluster = new Map<string, string[]>();
  for (const { cluster, guildIds: ids } of found) {
    byCluster.set(cluster, [...(byCluster.get(cluster) ?? []), ...ids]);
  }
  return byCluster;
};

/** The roles of a member, as the first bot that serves the guild knows them; none where nobody answers. */
export const rolesOf = async (
  { directory, asks }: Parts,
  userId: string,
  guildId: string,
): Promise<readonly string[]> => {
  for (const cluster of directory.clusters) {
    const peer = directory.find(cluster, guildId);
    if (peer === null) continue;
    const asked = await asks.ask(peer, { type: "roles", guildId, userId }, WITHIN_MS);
    if (asked.kind === "roles" && asked.roleIds.length > 0) return asked.roleIds;
  }
  return [];
};
