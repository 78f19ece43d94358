import type { NodeTrouble } from "#protocol/audio.ts";
import type { NodeInfo, NodeLook, NodeStats } from "#protocol/lavalink.ts";

/** A look that is still fresh enough to count. */
export interface FreshLook {
  readonly look: NodeLook;
  /** How many in a row, this one included, found no working node. */
  readonly misses: number;
}

/** All that is known right now of whether a node works. */
export interface Evidence {
  readonly hasAgent: boolean;
  /** What the server saw itself; null before its first look. */
  readonly server: FreshLook | null;
  /** What its agent saw; null where it has not told, or fell silent. */
  readonly agent: FreshLook | null;
  /** Whether the agent's lease lasts. */
  readonly isHeard: boolean;
  /** A bot is connected to it now. */
  readonly isUsed: boolean;
  /** Whether its password can be opened. */
  readonly hasPassword: boolean;
}

/** Whether a node works, and who says so. */
export interface Standing {
  /** null: not known yet, nothing changes. */
  readonly answers: boolean | null;
  readonly seenBy: "server" | "agent" | "bots" | null;
  readonly trouble: NodeTrouble | null;
  readonly info: NodeInfo | null;
  readonly stats: NodeStats | null;
}

/** So many looks in a row must fail before a node counts as away: one may be lost. */
const MISSES_BORNE = { server: 2, agent: 1 } as const;

const NOTHING = { info: null, stats: null } as const;

/**
 * What the looks say together. The server's own eyes come first; where they do not reach, the agent is believed, and
 * where that is silent, the bots that are connected. Something else at the address that bots dial is no node, whatever
 * the agent sees where it looks.
 */
export const standingOf = ({ hasAgent, server, agent, isHeard, isUsed, hasPassword }: Evidence): Standing => {
  const silence: NodeTrouble | null = hasAgent && !isHeard ? "silent" : null;
  if (!hasPassword) return { answers: false, seenBy: null, trouble: "password_lost", ...NOTHING };
  if (server?.look.kind === "answers") {
    const { info, stats } = server.look;
    return { answers: true, seenBy: "server", trouble: silence, info, stats };
  }
  if (server?.look.kind === "wrong_password" || server?.look.kind === "not_lavalink") {
    return { answers: false, seenBy: "server", trouble: server.look.kind, ...NOTHING };
  }
  if (agent?.look.kind === "answers") {
    const { info, stats } = agent.look;
    return { answers: true, seenBy: "agent", trouble: null, info, stats };
  }
  if (agent !== null) {
    const { look, misses } = agent;
    const isSure = look.kind !== "unreachable" || misses > MISSES_BORNE.agent;
    return {
      answers: isSure ? false : null,
      seenBy: "agent",
      trouble: look.kind,
      ...NOTHING,
    };
  }
  if (isUsed) return { answers: true, seenBy: "bots", trouble: silence, ...NOTHING };
  // An agent that is expected may see what the server does not.
  if (server === null || (hasAgent && isHeard))
    return { answers: null, seenBy: null, trouble: silence, ...NOTHING };
  // That the agent has gone too is one more that finds no node.
  const isSure = server.misses > (hasAgent ? 0 : MISSES_BORNE.server);
  return { answers: isSure ? false : null, seenBy: null, trouble: silence ?? "unreachable", ...NOTHING };
};
