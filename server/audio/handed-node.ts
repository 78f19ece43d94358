import type { HandedNode } from "#protocol/audio-link.ts";
import { healthOf } from "./source-health.ts";
import type { NodeNow } from "./views.ts";

/** Scores order nodes, and change with every look: they are told rounded. */
const SCORE_GRAIN = 5;
/** A node that is too old, or cannot bind its addresses, is taken where there is no other. */
const WORST_SCORE = 100;

/** A node as bots are handed it; null where it is not in use, or its password cannot be opened. */
export const handedNode = (
  { node, score, isFaulty }: NodeNow,
  password: string | null,
): HandedNode | null => {
  const { id, name, label, region, state, address, sources } = node;
  if (password === null || (state !== "active" && state !== "draining")) return null;
  const { protocol, hostname, port } = new URL(address);
  const isSecure = protocol === "https:";
  return {
    id,
    name,
    label,
    region,
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (isSecure ? 443 : 80) : Number(port),
    isSecure,
    password,
    state,
    score: isFaulty ? WORST_SCORE : Math.round(score / SCORE_GRAIN) * SCORE_GRAIN,
    limited: Object.entries(sources).flatMap(([source, record]) =>
      ["limited", "degraded"].includes(healthOf(record)) ? [source] : [],
    ),
  };
};

/** The best first: on which the fewest sources are limited, then the least loaded. */
export const byRank = (a: HandedNode, b: HandedNode): number =>
  a.limited.length - b.limited.length || a.score - b.score;
