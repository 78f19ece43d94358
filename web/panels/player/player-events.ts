import type { Command, Track } from "#protocol/music.ts";

/** Where on the panel a command was given: what came of it is said there. */
export type Near = "deck" | "add" | "queue";

/** Sent, bubbling, when the viewer wants something of the player. */
export class WishEvent extends CustomEvent<{
  readonly command: Command;
  readonly near: Near;
  /** Said once it is done, where the bot says nothing; empty: nothing is said. */
  readonly doneWords: string;
  /** Told once it is known whether it was done. */
  readonly onResult?: (isDone: boolean) => void;
}> {
  static readonly type = "shardlight-wish";

  constructor(detail: WishEvent["detail"]) {
    super(WishEvent.type, { detail, bubbles: true });
  }
}

/** Sent, bubbling, when a part of the queue comes into view that is not known; its detail is the place where it begins. */
export class MoreEvent extends CustomEvent<number> {
  static readonly type = "shardlight-more";

  constructor(from: number) {
    super(MoreEvent.type, { detail: from, bubbles: true });
  }
}

/** What to ask for so that exactly this track is played. */
export const queryOf = ({ uri, title, author }: Track): string => uri ?? `${title} ${author}`.slice(0, 500);
