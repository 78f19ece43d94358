import type { NodeTrouble } from "#protocol/audio.ts";
import type { Clock } from "../clock.ts";
import type { AudioNode } from "./node.ts";
import type { Presence } from "./presence.ts";
import type { Standing } from "./standing.ts";
import { isTooOld } from "./too-old.ts";

/** Discord's refusal says nothing of a node that may have been updated since. */
const TOO_OLD_COUNTS_MS = 86_400_000;
/** Fewer bind errors may be one player's bad luck. */
const BIND_ERRORS = 3;

/** The worst that is wrong with a node; null for nothing. */
export const troubleOf = (
  { node, standing }: { readonly node: AudioNode; readonly standing: Standing },
  { outcomes }: Presence,
  clock: Clock,
): NodeTrouble | null => {
  if (standing.trouble !== null) return standing.trouble;
  const refusedMs =
    node.tooOldAt === null ? Number.POSITIVE_INFINITY : Math.abs(clock.wall() - node.tooOldAt);
  if ((node.info !== null && isTooOld(node.info)) || refusedMs < TOO_OLD_COUNTS_MS) return "too_old";
  const now = clock.monotonic();
  const bindErrors = outcomes
    .sources()
    .reduce((sum, source) => sum + outcomes.tally(source, now).misconfigured, 0);
  return bindErrors >= BIND_ERRORS ? "misconfigured" : null;
};
