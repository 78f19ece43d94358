import { ShardlightKeys } from "./keys-element.ts";
import { ShardlightNetworks } from "./networks-element.ts";

/** Makes the elements for who manages a server known to the browser; once is enough. */
export const defineKeys = (): void => {
  if (customElements.get("shardlight-keys") !== undefined) return;
  customElements.define("shardlight-keys", ShardlightKeys);
  customElements.define("shardlight-networks", ShardlightNetworks);
};
