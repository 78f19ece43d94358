import type { FeedSnapshot } from "#protocol/feed.ts";
import type { ShardDetail } from "#protocol/shard-detail.ts";
import { gridOf } from "../../support/grid.ts";
import { ask, post, read } from "../../support/http.ts";
import type { TestServer } from "../../support/server.ts";
import { until } from "../../support/until.ts";

/** What a test asks of a server whose database is in trouble; pushes carry the secret, where there is one. */
export const observe = (server: () => TestServer, secret?: string) => {
  const headers = secret === undefined ? {} : { Authorization: secret };
  const history = async () => {
    const { text } = await ask(server().url, "/readyz");
    return (JSON.parse(text) as { history: string }).history;
  };
  const snapshot = () => read<FeedSnapshot>(server().url, "/api/v1/snapshot");
  return {
    status: (id: number, state: number) => post(server().url, `/api/status/main/${id}/${state}`, { headers }),
    health: (id: number) => post(server().url, `/api/health/main/${id}`, { headers }),
    detail: (id: number) => read<ShardDetail>(server().url, `/api/v1/clusters/main/shards/${id}`),
    snapshot,
    grid: async () => gridOf(await snapshot())["main"],
    /** What `/readyz` says of the history. */
    history,
    untilHistory: (wanted: "ok" | "degraded") =>
      until(`the history is ${wanted}`, async () => (await history()) === wanted),
  };
};
