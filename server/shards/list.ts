import { OnceForAll } from "../http/once-for-all.ts";
import type { ShardReader } from "./reader.ts";
import type { ClusterShards } from "./registry.ts";

/** Shards that are encoded at once: some 75 KB, in less than a ms. */
const SLICE = 512;

/**
 * The list of a cluster's shards as JSON, `{ "shards": [...] }`, in slices that are made as they are taken: of 65,536
 * shards it is 10 MB, of which whoever never reads holds one slice. Those who take a slice in the same turn share it,
 * so that no crowd keeps the server from others for longer than one list takes.
 */
export const shardLists = (read: ShardReader) => {
  const slices = new OnceForAll<number, Uint8Array>();
  const encoder = new TextEncoder();
  const encode = (cluster: ClusterShards, from: number): Uint8Array => {
    const shards = [];
    const to = Math.min(from + SLICE, cluster.shardCount);
    for (let id = from; id < to; id += 1) shards.push(read.summary(cluster, id));
    const text = JSON.stringify(shards).slice(1, -1);
    return encoder.encode(
      `${from === 0 ? '{"shards":[' : ","}${text}${to === cluster.shardCount ? "]}" : ""}`,
    );
  };
  return (cluster: ClusterShards): ReadableStream<Uint8Array> => {
    let from = 0;
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      const start = from;
      controller.enqueue(await slices.ask(cluster.first + start, () => encode(cluster, start)));
      from += SLICE;
      if (from >= cluster.shardCount) controller.close();
    };
    return new ReadableStream({ pull }, { highWaterMark: 0 });
  };
};
