import { once } from "node:events";
import { WebSocket } from "ws";
import { startServer } from "../support/server.ts";

/** The server that is held to the protocol. */
export interface Target {
  readonly url: string;
  readonly cluster: string;
  readonly shardCount: number;
  /** Lets a process in. */
  readonly headers: Readonly<Record<string, string>>;
  dispose(): Promise<void>;
}

/**
 * The server of `CONFORMANCE_URL`, with `CONFORMANCE_TOKEN` and its cluster `CONFORMANCE_CLUSTER` (default: the
 * first); without it a server built from here. Shard 0 of that cluster is reported on: choose one that may be.
 */
export const findTarget = async (): Promise<Target> => {
  const { CONFORMANCE_URL: given, CONFORMANCE_TOKEN, CONFORMANCE_CLUSTER } = process.env;
  const own = given === undefined ? await startServer({ CLUSTERS: "main:8", PASSPHRASE: "hush" }) : undefined;
  const url = given ?? own?.url ?? "";
  const token = own === undefined ? CONFORMANCE_TOKEN : "hush";
  const answer = await fetch(`${url}/api/v1/clusters`);
  const { clusters } = (await answer.json()) as { clusters: { name: string; shardCount: number }[] };
  const cluster = clusters.find(
    ({ name }) => CONFORMANCE_CLUSTER === undefined || name === CONFORMANCE_CLUSTER,
  );
  if (cluster === undefined) throw new Error(`CONFORMANCE_CLUSTER: ${url} has no such cluster`);
  return {
    url,
    cluster: cluster.name,
    shardCount: cluster.shardCount,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    dispose: async () => own?.dispose(),
  };
};

/** Any JSON object that came over the link. */
export type Frame = Readonly<Record<string, unknown>>;

/** A link as any WebSocket client has it. */
export interface Line {
  readonly socket: WebSocket;
  /** The close code. */
  readonly closed: Promise<number>;
  say(frame: object): void;
  /** The next frame from the server. */
  next(): Promise<Frame>;
}

/** Dials the link of a server; rejects where the handshake is refused. */
export const dial = async (target: Target, headers = target.headers): Promise<Line> => {
  const socket = new WebSocket(`${target.url.replace(/^http/, "ws")}/api/v1/link`, { headers });
  const frames: Frame[] = [];
  const waiting: ((frame: Frame) => void)[] = [];
  socket.on("message", (data) => {
    const frame = JSON.parse(String(data)) as Frame;
    const next = waiting.shift();
    if (next === undefined) frames.push(frame);
    else next(frame);
  });
  const closed = once(socket, "close").then(([code]) => Number(code));
  await once(socket, "open");
  return {
    socket,
    closed,
    say: (frame) => socket.send(JSON.stringify(frame)),
    next: async () => frames.shift() ?? new Promise<Frame>((resolve) => waiting.push(resolve)),
  };
};
