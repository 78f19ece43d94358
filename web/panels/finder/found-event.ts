import type { Place } from "#web/words/finder-words.ts";

/** Sent by the finder, bubbling, when an answer changes. */
export class FoundEvent extends CustomEvent<{
  /** Where to mark a cell; empty when nothing is found. */
  readonly places: readonly Place[];
  /** The place to bring into view, when the reader asked just now. */
  readonly goTo: Place | null;
  /** The answer as spoken words. */
  readonly words: string;
}> {
  static readonly type = "shardlight-found";

  constructor(detail: FoundEvent["detail"]) {
    super(FoundEvent.type, { detail, bubbles: true });
  }
}
