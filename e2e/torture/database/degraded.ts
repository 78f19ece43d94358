import type { FeedSnapshot } from "#protocol/feed.ts";
import type { ShardDetail } from "#protocol/shard-detail.ts";
import { gridOf } from "../../support/grid.ts";
import { ask, post, read } from "../../support/http.ts";
import type { TestServer } from "../../support/server.ts";
import { until } from "../../support/until.ts";

/** What a test asks of a server whose database is in trouble. */
export const observe = (server: () => TestServer) => {
  const history = async () => {
    const { text } = await ask(server().url, "/readyz");
    return (JSON.parse(text) as { history: string }).history;
  };
  const snapshot = () => read<FeedSnapshot>(server().url, "/api/v1/snapshot");
  return {
    status: (id: number, state: number) => post(server().url, `/api/status/main/${id}/${state}`),
    health: (id: number) => post(server().url, `/api/health/main/${id}`),
    detail: (id: number) => read<ShardDetail>(server().url, `/api/v1/clusters/main/shards/${id}`),
    snapshot,
    grid: async () => gridOf(await snapshot())["main"],
    /** What `/readyz` says of the history. */
    history,
    untilHistory: (wanted: "ok" | "degraded") =>
      until(`the history is ${wanted}`, async () => (await history()) === wanted),
  };
};
