import type { Fates } from "./fates.ts";
import type { Gate } from "./gate.ts";
import type { Loads } from "./loads.ts";
import type { RoutePlanner } from "./route-planner.ts";
import type { SessionBook } from "./session.ts";
import type { Vitals } from "./vitals.ts";

export type Kind = "lavalink" | "nodelink";

/** What all parts of one node have in common. */
export interface Ground {
  readonly kind: Kind;
  readonly password: string;
  readonly version: string;
  readonly sources: readonly string[];
  readonly plugins: readonly { readonly name: string; readonly version: string }[];
  readonly statsEveryMs: number;
  readonly playerUpdateEveryMs: number;
  readonly sessions: SessionBook;
  readonly gate: Gate;
  readonly vitals: Vitals;
  readonly fates: Fates;
  readonly loads: Loads;
  readonly planner: RoutePlanner;
  readonly lyrics: Lyrics;
  readonly seen: Seen;
}

/** What the LavaLyrics plugin finds for whatever plays; null: nothing. */
export interface Lyrics {
  found: unknown;
}

/** What clients did so far. */
export interface Seen {
  /** New sessions. */
  links: number;
  resumes: number;
  /** Requests that were refused for their password, handshakes too. */
  refusals: number;
  /** Method and path without query, oldest first. */
  readonly requests: string[];
}

/** Whether a node speaks DAVE, without which Discord lets no bot into a call: from 4.2.0 on. */
export const speaksDave = ({ kind, version }: Pick<Ground, "kind" | "version">): boolean => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return kind === "nodelink" || major > 4 || (major === 4 && minor >= 2);
};
