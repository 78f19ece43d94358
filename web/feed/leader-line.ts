import type { Line, LineEvent } from "./line.ts";
import { FeedMemory } from "./memory.ts";
import { openOwnLine } from "./own-line.ts";
import type { SharedLineOptions } from "./worker-line.ts";

/** What tabs say to each other: a newcomer asks, the leader tells. */
type ChannelMessage = "hello" | LineEvent;

const NAME = "shardlight-feed";
/** A leader that says nothing for so long is frozen: its place is taken. */
const LEADER_SILENCE_MS = 60_000;

/** Opens a line that one tab, the holder of a lock, keeps for all; for browsers without SharedWorker. */
export const openLeaderLine = ({ serverUrl, snapshot, onEvent }: SharedLineOptions): Line => {
  const channel = new BroadcastChannel(NAME);
  const memory = new FeedMemory();
  if (snapshot !== null) memory.adopt(snapshot);
  let line: Line | null = null;
  let step = () => {};
  let isClosed = false;
  let heardAt = performance.now();

  const tell = (event: LineEvent) => channel.postMessage(event satisfies ChannelMessage);
  const lead = () =>
    new Promise<void>((resolve) => {
      step = resolve;
      line = openOwnLine({
        serverUrl,
        after: memory.id,
        onEvent: (event) => {
          memory.hear(event);
          onEvent(event);
          tell(event);
        },
      });
    });
  const stepDown = () => {
    line?.close();
    line = null;
    step();
  };
  const stand = (steal: boolean) => {
    navigator.locks
      .request(NAME, { steal }, () => (isClosed ? undefined : lead()))
      .catch(() => {
        // Another tab took the lock because this one was frozen: queue behind it.
        stepDown();
        if (!isClosed) stand(false);
      });
  };

  channel.addEventListener("message", ({ data }: MessageEvent<ChannelMessage>) => {
    if (data === "hello") {
      if (line !== null) memory.recall().forEach(tell);
      return;
    }
    if (line !== null) return;
    heardAt = performance.now();
    memory.hear(data);
    onEvent(data);
  });
  const watch = setInterval(() => {
    if (line !== null || document.hidden || performance.now() - heardAt < LEADER_SILENCE_MS) return;
    heardAt = performance.now();
    stand(true);
  }, 5_000);
  stand(false);
  channel.postMessage("hello" satisfies ChannelMessage);

  return {
    wake: () => (line === null ? channel.postMessage("hello" satisfies ChannelMessage) : line.wake()),
    close: () => {
      isClosed = true;
      clearInterval(watch);
      stepDown();
      channel.close();
    },
  };
};
