import { randomUUID } from "node:crypto";
import { ownVersion } from "../own-version.ts";
import { AgentWay } from "../transport/agent-way.ts";
import { isAboutNodes } from "../transport/channel.ts";
import { Notices } from "../transport/notices.ts";
import { withPatience } from "../transport/patience.ts";
import { systemTiming, type Timing } from "../transport/timing.ts";
import { checkedUrl, intervalOf, type NodeAgentOptions, nodesToWatch } from "./agent-options.ts";
import { WatchedNode } from "./watched-node.ts";

export type { Logger } from "../options.ts";
export type { NodeAgentOptions, NodeOptions } from "./agent-options.ts";

const GOODBYE_WITHIN_MS = 1_500;
const CLOSE_WITHIN_MS = 1_900;

/** An agent that watches audio nodes. */
export interface NodeAgent {
  /** Withdraws the nodes, says goodbye and ends everything within 2 s. Never rejects. */
  close(): Promise<void>;
}

/** What tests turn by hand. */
export interface AgentSurroundings {
  readonly timing?: Timing;
  readonly fetch?: typeof fetch;
  readonly random?: () => number;
}

/**
 * Announces Lavalink v4 servers to a status page, looks at them and tells. Never throws, and keeps no process alive:
 * what is wrong with the options is logged, and nothing is watched.
 */
export const startNodeAgent = (
  options: NodeAgentOptions,
  surroundings: AgentSurroundings = {},
): NodeAgent => {
  const logger = options?.logger === undefined ? console : options.logger;
  const notices = new Notices(logger);
  try {
    return start(options, { notices, noticesOfNode: () => new Notices(logger), ...surroundings });
  } catch (error) {
    const detail = error instanceof Error ? error.message : "unknown fault";
    notices.trouble("refused", "error", `no audio node is watched: ${detail}`);
    return { close: () => Promise.resolve() };
  }
};

const start = (
  options: NodeAgentOptions,
  {
    notices,
    noticesOfNode,
    timing = systemTiming,
    fetch: fetcher = fetch,
    random = Math.random,
  }: AgentSurroundings & { readonly notices: Notices; readonly noticesOfNode: () => Notices },
): NodeAgent => {
  let onGoodbye: () => void = () => {};
  const way = new AgentWay(
    {
      server: { url: checkedUrl(options.url), token: options.token },
      boot: randomUUID(),
      identity: { versions: { plugin: ownVersion(), runtime: `node ${process.versions.node}` } },
      timing,
      random,
      notices,
    },
    {
      onStands: () => {
        for (const node of nodes) node.announce();
      },
      onLost: () => {
        for (const node of nodes) node.stop();
        onGoodbye();
      },
      onFrame: (frame) => {
        if (frame.type === "goodbye") onGoodbye();
        else if (isAboutNodes(frame)) nodes.some((node) => node.hear(frame));
      },
    },
  );
  const intervalMs = intervalOf(options.intervalMs);
  const send = (frame: object) => way.send(frame);
  const nodes = nodesToWatch(options.nodes).map(
    (node) =>
      new WatchedNode({ node, intervalMs, send, fetch: fetcher, timing, random, notices: noticesOfNode() }),
  );
  const end = async () => {
    way.settle();
    if (way.stands) {
      const answered = new Promise<void>((resolve) => {
        onGoodbye = resolve;
        timing.after(GOODBYE_WITHIN_MS, resolve);
      });
      for (const node of nodes) node.withdraw();
      way.send({ type: "goodbye" });
      await answered;
    }
    for (const node of nodes) node.stop();
    way.close();
  };
  let ended: Promise<void> | undefined;
  way.open();
  return {
    close: () => {
      ended ??= withPatience(
        end().catch(() => {}),
        CLOSE_WITHIN_MS,
      );
      return ended;
    },
  };
};
