import type { Agent } from "node:http";
import { type GlanceMessage, openGlanceFeed } from "../support/glance-feed.ts";
import { type Answer, post, type Question } from "../support/http.ts";

/** A server to hold against Glance's contract. */
export interface Target {
  readonly url: string;
  /** null where it asks for none. */
  readonly passphrase: string | null;
  readonly cluster: string;
  readonly shardCount: number;
  /** The connection that pushes go over, where it stays open; each has its own by default. */
  readonly agent?: Agent;
}

/** Glance's own words for a shard in `hello`. */
export interface HelloShard {
  readonly state: number;
  readonly last_healthy: number;
}

/** Posts with the target's passphrase, unless the question brings headers of its own. */
export const push = (target: Target, path: string, question: Question = {}): Promise<Answer> =>
  post(target.url, path, {
    ...(target.agent !== undefined && { agent: target.agent }),
    ...question,
    headers: {
      ...(target.passphrase !== null && { authorization: target.passphrase }),
      ...question.headers,
    },
  });

export const status = (target: Target, id: number | string, state: number | string) =>
  push(target, `/api/status/${target.cluster}/${id}/${state}`);

export const health = (target: Target, id: number | string) =>
  push(target, `/api/health/${target.cluster}/${id}`);

/** What a new viewer is told first. */
export const hello = async (base: string): Promise<GlanceMessage> => {
  const viewer = await openGlanceFeed(base);
  try {
    return await viewer.next();
  } finally {
    viewer.close();
  }
};

/** A shard as `hello` tells it; undefined where it has no key. */
export const shardInHello = async (target: Target, id: number): Promise<HelloShard | undefined> => {
  const { payload } = await hello(target.url);
  return (payload[target.cluster] as Record<string, HelloShard>)[String(id)];
};

/** A shard of which nothing was ever told; undefined where all have spoken. */
export const untoldShard = async (target: Target): Promise<number | undefined> => {
  const { payload } = await hello(target.url);
  const told = payload[target.cluster] as Record<string, unknown>;
  return Array.from({ length: target.shardCount }, (_, id) => id).find(
    (id) => told[String(id)] === undefined,
  );
};

/** Finds out about the server at `url` what the contract needs to know. */
export const targetAt = async (url: string, passphrase: string | null, cluster: string): Promise<Target> => {
  const { payload } = await hello(url);
  const told = payload[cluster] as { readonly len?: number } | undefined;
  if (told?.len === undefined) throw new Error(`the server has no cluster '${cluster}'`);
  return { url, passphrase, cluster, shardCount: told.len };
};
