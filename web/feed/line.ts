import type { FeedMessage } from "#protocol/feed.ts";
import type { ConnectionMode } from "#web/words/connection-words.ts";

/** What a line to the server tells the page: a message of the feed, or how the line is. */
export type LineEvent =
  | {
      readonly kind: "message";
      readonly message: FeedMessage;
      /** The feed's id after it; NaN where it told none. */
      readonly id: number;
      /** Above zero for what another tab heard some time ago. */
      readonly heardAgoMs: number;
    }
  | { readonly kind: "mode"; readonly mode: ConnectionMode };

/** An open line; `wake` has it try again at once. */
export interface Line {
  wake(): void;
  close(): void;
}
