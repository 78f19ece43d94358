import { ShardlightTrackPast } from "./past-element.ts";
import { ShardlightPlayer } from "./player-element.ts";
import { ShardlightQueue } from "./queue-element.ts";
import { ShardlightTrackSearch } from "./search-element.ts";

/** Makes the elements of the player's page known to the browser. */
export const definePlayer = (): void => {
  customElements.define("shardlight-track-search", ShardlightTrackSearch);
  customElements.define("shardlight-queue", ShardlightQueue);
  customElements.define("shardlight-track-past", ShardlightTrackPast);
  customElements.define("shardlight-player", ShardlightPlayer);
};
