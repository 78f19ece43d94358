import type { ShardDetail } from "#protocol/shard-detail.ts";

/** A detail stays fresh for so long. */
const FRESH_MS = 3_000;
const PATIENCE_MS = 6_000;

/** Asks for shards' details, and keeps each answer for a few seconds. */
export class ShardDetails {
  readonly #serverUrl: string;
  readonly #kept = new Map<string, { readonly askedAt: number; readonly answer: Promise<ShardDetail> }>();

  /** @param serverUrl empty for the page's own server */
  constructor(serverUrl: string) {
    this.#serverUrl = serverUrl;
  }

  /** Rejects when the server is away. */
  get(cluster: string, shard: number): Promise<ShardDetail> {
    const key = `${shard} ${cluster}`;
    const now = performance.now();
    const kept = this.#kept.get(key);
    if (kept !== undefined && now - kept.askedAt < FRESH_MS) return kept.answer;
    for (const [old, { askedAt }] of this.#kept) if (now - askedAt >= FRESH_MS) this.#kept.delete(old);
    const answer = this.#ask(cluster, shard);
    this.#kept.set(key, { askedAt: now, answer });
    answer.catch(() => this.#kept.delete(key));
    return answer;
  }

  async #ask(cluster: string, shard: number): Promise<ShardDetail> {
    const path = `/api/v1/clusters/${encodeURIComponent(cluster)}/shards/${shard}`;
    const response = await fetch(this.#serverUrl + path, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return response.json();
  }
}
