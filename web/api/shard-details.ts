import type { ShardDetail } from "#protocol/shard-detail.ts";
import { Answers } from "./answers.ts";

/** Asks for shards' details. */
export class ShardDetails {
  readonly #answers: Answers<ShardDetail>;

  /** @param serverUrl empty for the page's own server */
  constructor(serverUrl: string) {
    this.#answers = new Answers(serverUrl);
  }

  /** Rejects when the server is away. */
  get(cluster: string, shard: number): Promise<ShardDetail> {
    return this.#answers.get(`/api/v1/clusters/${encodeURIComponent(cluster)}/shards/${shard}`);
  }
}
