import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { FeedMessage } from "#protocol/feed.ts";
import type { ProcessLists } from "#web/api/process-lists.ts";
import type { ShardDetails } from "#web/api/shard-details.ts";
import type { FeedStore } from "./store.ts";

/** What the element around the page offers to all inside it. */
export interface FeedProvider extends HTMLElement {
  readonly store: FeedStore;
  /** Empty for the page's own server. */
  readonly serverUrl: string;
  readonly details: ShardDetails;
  readonly processes: ProcessLists;
}

/** Gives an element the feed of the page around it, and updates it when its slice of the feed changes. */
export class FeedController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #slice: (store: FeedStore) => unknown;
  readonly #onMessage: (message: FeedMessage) => void;
  #provider: FeedProvider | null = null;
  #last: unknown;
  #unsubscribe = () => {};

  /** @param slice compared by identity; an update is asked for when it differs */
  constructor(
    host: ReactiveControllerHost & HTMLElement,
    slice: (store: FeedStore) => unknown,
    onMessage: (message: FeedMessage) => void = () => {},
  ) {
    this.#host = host;
    this.#slice = slice;
    this.#onMessage = onMessage;
    host.addController(this);
  }

  get provider(): FeedProvider {
    if (this.#provider === null) throw new Error(`${this.#host.localName} stands outside of shardlight-app`);
    return this.#provider;
  }

  get store(): FeedStore {
    return this.provider.store;
  }

  hostConnected(): void {
    this.#provider = this.#host.closest<FeedProvider>("shardlight-app");
    this.#last = this.#slice(this.store);
    // What changed while it was moved about was told to no one.
    this.#host.requestUpdate();
    this.#unsubscribe = this.store.subscribe((message) => {
      const slice = this.#slice(this.store);
      if (slice !== this.#last) this.#host.requestUpdate();
      this.#last = slice;
      if (message !== null) this.#onMessage(message);
    });
  }

  hostDisconnected(): void {
    this.#unsubscribe();
  }
}
