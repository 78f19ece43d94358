import type { NodeInfo, NodeLook, NodeStats, RoutePlanner } from "#protocol/lavalink.ts";
import type { AudioNode } from "./node.ts";

const NOW = 1_763_688_000_000;

/** A node in use, as a test needs it. */
export const nodeLike = (more: Partial<AudioNode> = {}): AudioNode => ({
  id: "0123456789ab",
  pool: "main",
  name: "eu-1",
  label: "eu-1",
  region: null,
  address: "http://203.0.113.7:2333",
  addressAt: NOW,
  passwordBox: "sealed",
  state: "active",
  since: NOW,
  cause: "probe",
  reason: null,
  note: null,
  hasAgent: true,
  hasBeenActive: true,
  drain: null,
  announcedAt: NOW,
  tooOldAt: null,
  info: null,
  sources: {},
  planner: null,
  ...more,
});

export const INFO: NodeInfo = {
  kind: "lavalink",
  version: "4.2.2",
  sources: ["youtube", "soundcloud"],
  plugins: [],
};

export const statsLike = (more: Partial<NodeStats> = {}): NodeStats => ({
  players: 0,
  playing: 0,
  uptimeMs: 60_000,
  memory: { usedBytes: 100_000_000, reservableBytes: 1_000_000_000 },
  load: { system: 0.1, node: 0.05 },
  frames: null,
  ...more,
});

/** What a node that works shows. */
export const works = (stats: Partial<NodeStats> = {}, planner: RoutePlanner | null = null): NodeLook => ({
  kind: "answers",
  info: INFO,
  stats: statsLike(stats),
  planner,
});

export const UNREACHABLE: NodeLook = { kind: "unreachable", detail: "ECONNREFUSED" };
