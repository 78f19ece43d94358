import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { Inbox } from "./inbox.ts";

/** One event of a stream, as it came. */
export interface SseEvent {
  readonly id: number | null;
  readonly event: string;
  readonly data: string;
  /** Monotonic, ms. */
  readonly receivedAt: number;
}

/** A stream that is being read. */
export interface SseStream {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  /** All events so far. */
  readonly events: readonly SseEvent[];
  /** Whether the server has ended the stream. */
  readonly hasEnded: boolean;
  readonly next: Inbox<SseEvent>["next"];
  close(): void;
}

const parseEvent = (block: string): SseEvent | undefined => {
  const field = (name: string) =>
    block
      .split("\n")
      .filter((line) => line.startsWith(`${name}: `))
      .map((line) => line.slice(name.length + 2));
  const data = field("data");
  if (data.length === 0) return undefined;
  const id = field("id").at(-1);
  return {
    id: id === undefined ? null : Number(id),
    event: field("event").at(-1) ?? "message",
    data: data.join("\n"),
    receivedAt: performance.now(),
  };
};

const respond = (outgoing: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    outgoing.once("response", resolve).once("error", reject).end();
  });

/** Opens a stream (HTML Standard, 9.2); resolves once its headers are there, whatever the status. */
export const openSse = async (
  url: string,
  options: { readonly headers?: Record<string, string>; readonly localAddress?: string } = {},
): Promise<SseStream> => {
  const outgoing = request(url, { ...options, agent: false });
  const incoming = await respond(outgoing);
  const inbox = new Inbox<SseEvent>();
  let rest = "";
  incoming.setEncoding("utf8");
  incoming.on("data", (chunk: string) => {
    const blocks = (rest + chunk).split("\n\n");
    rest = blocks.pop() ?? "";
    inbox.push(...blocks.flatMap((block) => parseEvent(block) ?? []));
  });
  // A connection that breaks ends the stream like any other end.
  outgoing.on("error", () => {});
  incoming.on("error", () => {});
  incoming.on("close", () => inbox.end());
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    events: inbox.items,
    get hasEnded() {
      return inbox.hasEnded;
    },
    next: (fits, patienceMs) => inbox.next(fits, patienceMs),
    close: () => outgoing.destroy(),
  };
};
