/** How many shards each cluster has. */
export const SHARD_COUNTS = { main: 64, patron_1: 6 } as const;

/** Settings of the demo's server: all is public, and audio nodes are judged as fast as settings allow. */
export const settingsOf = ({
  url,
  staff,
}: {
  readonly url: string;
  readonly staff: string;
}): Record<string, string> => ({
  PORT: new URL(url).port,
  PUBLIC_URL: url,
  STAFF: staff,
  CLUSTERS: `main:${SHARD_COUNTS.main};patron_1:${SHARD_COUNTS.patron_1}`,
  BRAND_NAME: "Shardlight demo",
  PROCESSES_PUBLIC: "all",
  AUDIO_POOLS: "main:retire;patrons:drain",
  AUDIO_PUBLIC: "all",
  AUDIO_LEASE: "15",
  AUDIO_DRAIN_DEADLINE: "60",
  AUDIO_WINDOW: "60",
  AUDIO_CLEAR_FOR: "20",
  AUDIO_EXHAUSTED_AFTER: "20",
});
