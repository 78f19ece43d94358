import type { FeedMessage, FeedSnapshot } from "#protocol/feed.ts";
import { type ConnectionMode, isStale } from "#web/words/connection-words.ts";
import type { LineEvent } from "./line.ts";
import { type ClusterState, type FeedState, reduce, stateOfSnapshot } from "./reduce.ts";

/** Told after each change; `message` is null when only the connection changed. */
export type FeedListener = (message: FeedMessage | null) => void;

/** What the page knows, and when it was last told. Ages are taken on the monotonic clock. */
export class FeedStore {
  state: FeedState | null = null;
  mode: ConnectionMode = "connecting";
  #heardAt = 0;
  readonly #listeners = new Set<FeedListener>();

  constructor(snapshot: FeedSnapshot | null) {
    if (snapshot !== null) this.state = stateOfSnapshot(snapshot);
  }

  /** Time since the server was last heard. */
  get silentMs(): number {
    return performance.now() - this.#heardAt;
  }

  /** Nothing was heard for so long that what is shown may no longer be so. */
  get isStale(): boolean {
    return this.state !== null && isStale(this.silentMs);
  }

  /** The server's time now, epoch ms, so that a wrong clock of the reader makes no wrong ages. */
  get now(): number {
    return this.state === null ? Date.now() : this.state.at + this.silentMs;
  }

  cluster(name: string): ClusterState | undefined {
    return this.state?.clusters.find((cluster) => cluster.name === name);
  }

  /** Takes in what the line told, and tells all listeners. */
  accept(event: LineEvent): void {
    if (event.kind === "mode") this.mode = event.mode;
    else {
      this.state = reduce(this.state, event.message);
      this.#heardAt = performance.now() - event.heardAgoMs;
    }
    for (const listener of this.#listeners) listener(event.kind === "mode" ? null : event.message);
  }

  /** Returns the function that ends it. */
  subscribe(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
