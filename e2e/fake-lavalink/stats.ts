import type { Ground } from "./ground.ts";

const nodelinkCpu = ({ cores, systemLoad, lavalinkLoad }: ReturnType<Ground["vitals"]["stats"]>["cpu"]) => ({
  cores,
  systemLoad,
  nodelinkLoad: lavalinkLoad,
});

/** `GET /v4/stats`, in either program's way. */
export const statsOf = ({ kind, vitals, sessions }: Ground) => {
  const stats = vitals.stats(sessions);
  return kind === "nodelink"
    ? { ...stats, cpu: nodelinkCpu(stats.cpu), frameStats: null, detailedStats: { api: {}, sources: {} } }
    : stats;
};

/** The stats frame of the WebSocket. */
export const statsFrameOf = (ground: Ground) => ({
  op: "stats",
  ...statsOf(ground),
  frameStats: ground.kind === "nodelink" ? null : ground.vitals.frames,
});
