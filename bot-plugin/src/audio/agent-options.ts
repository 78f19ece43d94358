import type { Logger } from "../options.ts";
import { announcedNodeSchema, nodeAddressSchema } from "../protocol/audio.ts";
import type { NodeAccess } from "./node-request.ts";

const DEFAULT_POOL = "main";
const DEFAULT_INTERVAL_MS = 10_000;
/** A Lavalink v4 server that an agent announces and watches. */
export interface NodeOptions {
  /** The server's AUDIO_POOLS has it; default `main`. */
  readonly pool?: string | undefined;
  /** Its name in the pool, which stays the same when its address changes. */
  readonly name: string;
  /** Where bots reach it, such as `http://203.0.113.7:2333`. */
  readonly address: string;
  /** Where the agent itself reaches it; default: `address`. */
  readonly reachAs?: string | undefined;
  readonly password: string;
  /** What people call it; default: its name. */
  readonly label?: string | undefined;
  /** Where it is, in any words. */
  readonly region?: string | undefined;
  /** Loaded every 5 min to see whether its source still works, such as `ytsearch:news`. */
  readonly canary?: string | undefined;
}

/** How an agent tells a Shardlight server of audio nodes. */
export interface NodeAgentOptions {
  /** Where the status page is, such as `https://status.example`. */
  readonly url: string;
  /** A token of the server with scope announce for the pools. */
  readonly token?: string | undefined;
  readonly nodes: readonly NodeOptions[];
  /** Time between two looks at a node; default 10,000, at least 1,000, at most a quarter of the server's lease. */
  readonly intervalMs?: number | undefined;
  /** Default: `console`; null says nothing. */
  readonly logger?: Logger | null | undefined;
}

/** A node as its options were understood. */
export interface NodeToWatch {
  readonly pool: string;
  readonly name: string;
  readonly address: string;
  readonly label: string | undefined;
  readonly region: string | undefined;
  readonly canary: string | undefined;
  /** As the agent reaches it. */
  readonly access: NodeAccess;
}

/** @throws Error that says which option is wrong, and never what it holds */
export const nodesToWatch = (nodes: readonly NodeOptions[]): readonly NodeToWatch[] => {
  if (!Array.isArray(nodes) || nodes.length === 0) throw new Error("`nodes` must hold at least one node");
  const watched = nodes.map(nodeToWatch);
  const names = new Set(watched.map(({ pool, name }) => `${pool} ${name}`));
  if (names.size < watched.length) throw new Error("each node of a pool needs a `name` of its own");
  return watched;
};

const nodeToWatch = ({ reachAs, canary, pool = DEFAULT_POOL, ...rest }: NodeOptions): NodeToWatch => {
  const node = announcedNodeSchema.safeParse({ ...rest, pool });
  const issue = node.error?.issues[0];
  if (!node.success) throw new Error(`\`${issue?.path.join(".")}\`: ${issue?.message}`);
  const reached = nodeAddressSchema.safeParse(reachAs ?? node.data.address);
  if (!reached.success) throw new Error(`\`reachAs\`: ${reached.error.issues[0]?.message}`);
  const { name, address, password, label, region } = node.data;
  return {
    pool,
    name,
    address,
    label: label ?? undefined,
    region: region ?? undefined,
    canary: canary === "" ? undefined : canary,
    access: { address: reached.data, password },
  };
};

/** @throws Error that says what is wrong with it */
export const checkedUrl = (url: string): string => {
  const example = "such as https://status.example";
  if (!/^https?:\/\//i.test(url ?? "") || !URL.canParse(url))
    throw new Error(`\`url\` must be the status page's address, ${example}`);
  const { username, password } = new URL(url);
  if (username !== "" || password !== "")
    throw new Error(`\`url\` must hold no user and no password, ${example}`);
  return url;
};

/** What is no number, such as a setting that was left empty, gives the default. */
export const intervalOf = (intervalMs: number | undefined): number =>
  intervalMs === undefined || !Number.isFinite(intervalMs)
    ? DEFAULT_INTERVAL_MS
    : Math.max(intervalMs, 1_000);
