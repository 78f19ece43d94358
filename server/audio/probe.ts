import type { NodeLook } from "#protocol/lavalink.ts";
import { readInfo, readRoutePlanner, readStats } from "#protocol/lavalink-answers.ts";
import type { EpochMs } from "../clock.ts";
import { type Outgoing, OutgoingError } from "../http/outgoing.ts";
import type { Probe } from "./vigil.ts";

/** A node at rest answers within milliseconds; one that takes longer than this is of no use. */
const BOUNDS = { timeoutMs: 5_000, maxBytes: 256 * 1_024 };
/** Longest detail that a look may have. */
const MAX_DETAIL_CHARS = 64;

type ProbedNode = Parameters<Probe>[0];
type Failure = Exclude<NodeLook, { kind: "answers" }>;

/** An answer that cannot be used. */
class Refused extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/**
 * Makes the probe that asks through `outgoing` (Lavalink's REST API v4, https://lavalink.dev/api/rest).
 * @param now for the age of what the route planner tells
 */
export const createProbe = (outgoing: Outgoing, now: () => EpochMs = Date.now): Probe => {
  const ask = ({ address, password }: ProbedNode, path: string) =>
    outgoing(`${address}${path}`, { ...BOUNDS, headers: { authorization: password } });

  const read = async <T>(node: ProbedNode, path: string, reader: (json: unknown) => T | null): Promise<T> => {
    const { status, text } = await ask(node, path);
    if (status === 401 || status === 403) throw new Refused({ kind: "wrong_password" });
    // Its own trouble, that of a proxy before it, or too much asked: no word on what it is.
    if (status >= 500 || status === 429) throw new Refused(unreachable(`HTTP ${status}`));
    const found = status === 200 ? reader(parse(text)) : null;
    if (found === null) throw new Refused({ kind: "not_lavalink" });
    return found;
  };

  /** A bonus: whatever goes wrong with it says nothing of the node. */
  const readPlanner = async (node: ProbedNode) => {
    try {
      const { status, text } = await ask(node, "/v4/routeplanner/status");
      return status === 200 ? readRoutePlanner(parse(text), now()) : null;
    } catch (error) {
      if (error instanceof OutgoingError) return null;
      throw error;
    }
  };

  return async (node) => {
    try {
      // Alone and first: a wrong password is tried once.
      const info = await read(node, "/v4/info", readInfo);
      const [stats, planner] = await Promise.all([read(node, "/v4/stats", readStats), readPlanner(node)]);
      return { kind: "answers", info, stats, planner };
    } catch (error) {
      if (error instanceof Refused) return error.failure;
      return unreachable(error instanceof OutgoingError ? error.code : "unknown fault");
    }
  };
};

const unreachable = (detail: string): Failure => ({
  kind: "unreachable",
  detail: detail.slice(0, MAX_DETAIL_CHARS),
});

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
