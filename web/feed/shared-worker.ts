import type { FeedSnapshot } from "#protocol/feed.ts";
import type { Line, LineEvent } from "./line.ts";
import { FeedMemory } from "./memory.ts";
import { openOwnLine } from "./own-line.ts";

/** What a tab says to the worker that holds the line for all of them. */
export type TabCall =
  | { readonly call: "hello"; readonly serverUrl: string; readonly snapshot: FeedSnapshot | null }
  | { readonly call: "wake" }
  /** Asks for any answer, as a sign of life. */
  | { readonly call: "ping" }
  | { readonly call: "bye" };

const ports = new Set<MessagePort>();
const memory = new FeedMemory();
let line: Line | null = null;

const tellAll = (event: LineEvent): void => {
  memory.hear(event);
  for (const port of ports) port.postMessage(event);
};

const welcome = (port: MessagePort, serverUrl: string, snapshot: FeedSnapshot | null): void => {
  ports.add(port);
  const isNews = snapshot !== null && memory.adopt(snapshot);
  for (const event of memory.recall()) {
    for (const each of isNews ? ports : [port]) each.postMessage(event);
  }
  line ??= openOwnLine({ serverUrl, after: memory.id, onEvent: tellAll });
};

const farewell = (port: MessagePort): void => {
  ports.delete(port);
  if (ports.size > 0) return;
  line?.close();
  line = null;
};

const answer = (port: MessagePort, message: TabCall): void => {
  switch (message.call) {
    case "hello":
      welcome(port, message.serverUrl, message.snapshot);
      break;
    case "wake":
      line?.wake();
      for (const event of memory.recall()) port.postMessage(event);
      break;
    case "ping":
      port.postMessage({ kind: "mode", mode: memory.mode } satisfies LineEvent);
      break;
    case "bye":
      farewell(port);
      break;
    default:
      message satisfies never;
  }
};

addEventListener("connect", (event) => {
  const port = event instanceof MessageEvent ? event.ports[0] : undefined;
  port?.addEventListener("message", ({ data }: MessageEvent<TabCall>) => answer(port, data));
  port?.start();
});
addEventListener("online", () => line?.wake());
