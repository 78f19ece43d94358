import type { HandedNode } from "../protocol/audio-link.ts";

/** How one node of the pool stands with this process. */
export interface Standing {
  readonly node: HandedNode;
  /** Its name in the library. */
  readonly key: string;
  readonly isReady: boolean;
  readonly players: number;
}
