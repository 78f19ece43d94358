import type { FeedFrame, FeedSnapshot } from "#protocol/feed.ts";
import { decodeRanges } from "#protocol/ranges.ts";
import type { ShardState } from "#protocol/state.ts";
import { decodeStateRuns } from "#protocol/state-runs.ts";
import type { SseEvent } from "./sse.ts";

/** The states of all shards by cluster, as a viewer knows them. */
export type Grid = Readonly<Record<string, readonly ShardState[]>>;

export const snapshotOf = (event: SseEvent): FeedSnapshot => JSON.parse(event.data);
export const frameOf = (event: SseEvent): FeedFrame => JSON.parse(event.data);

/** The grid that a snapshot shows. */
export const gridOf = (snapshot: FeedSnapshot): Grid =>
  Object.fromEntries(
    snapshot.clusters.map(({ name, states, shardCount }) => [name, decodeStateRuns(states, shardCount)]),
  );

const withFrame = (grid: Grid, frame: FeedFrame): Grid => {
  const next = Object.fromEntries(Object.entries(grid).map(([name, states]) => [name, [...states]]));
  for (const [name, { changes = {} }] of Object.entries(frame.clusters))
    for (const [state, ranges] of Object.entries(changes))
      for (const id of decodeRanges(ranges)) (next[name] ?? [])[id] = state as ShardState;
  return next;
};

/** What a viewer shows after these events, beginning with `grid` or with the first snapshot. */
export const foldGrid = (events: readonly SseEvent[], grid: Grid = {}): Grid =>
  events.reduce<Grid>((known, event) => {
    if (event.event === "snapshot") return gridOf(snapshotOf(event));
    return event.event === "frame" ? withFrame(known, frameOf(event)) : known;
  }, grid);
