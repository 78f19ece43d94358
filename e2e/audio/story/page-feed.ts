import type { NodeView } from "#protocol/audio-view.ts";
import { type FeedState, reduce } from "#web/feed/reduce.ts";
import { openSse } from "../../support/sse.ts";
import { until } from "../../support/until.ts";
import type { Transcript } from "./transcript.ts";

/** The feed, as a page follows it. */
export interface PageFeed {
  /** The nodes that it shows now. */
  nodes(): readonly NodeView[];
  /** Waits until it shows a node of that label as wanted. */
  shows(label: string, fits: (node: NodeView) => boolean, patienceMs?: number): Promise<NodeView>;
  close(): void;
}

/** Opens the feed without any secret. */
export const followFeed = async (url: string, transcript: Transcript): Promise<PageFeed> => {
  const stream = await openSse(`${url}/api/v1/feed`);
  transcript.follow("the feed", () => stream.events.map(({ data }) => data).join("\n"));
  let state: FeedState | null = null;
  let taken = 0;
  const nodes = () => {
    for (const { event, data } of stream.events.slice(taken)) {
      state = reduce(state, asTheServerSaysIt({ event, data: JSON.parse(data) }));
      taken += 1;
    }
    return state?.nodes ?? [];
  };
  return {
    nodes,
    shows: (label, fits, patienceMs = 10_000) =>
      until(
        `the feed shows ${label} as wanted`,
        () => nodes().find((node) => node.label === label && fits(node)),
        patienceMs,
      ),
    close: stream.close,
  };
};

/** The server's own events; what it sends is checked where it is made. */
const asTheServerSaysIt = (message: object) => message as Parameters<typeof reduce>[1];
