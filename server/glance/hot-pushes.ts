import type { IncomingMessage, ServerResponse } from "node:http";
import { errorAnswer } from "../http/errors.ts";
import type { Grant } from "../http/guard.ts";
import type { Log } from "../log.ts";
import { stateOfNumber } from "./numbers.ts";
import { pushFailure } from "./push-failure.ts";
import type { GlanceShards } from "./shards.ts";

/** Both pushes where nothing in them needs to be decoded or refused: one heartbeat, or one state. */
const PATH = /^\/api\/(?:health\/([\w-]{1,64})\/(\d{1,5})|status\/([\w-]{1,64})\/(\d{1,5})\/([0-6]))$/;
/** Of an answer with a body. */
const HEADERS = { "Content-Type": "application/json", "X-Content-Type-Options": "nosniff" };

/** A secret that was found good on a connection. */
interface Shown {
  readonly authorization: string;
  /** A proxy's connection carries many clients, of which each shows its own. */
  readonly forwardedFor: string | undefined;
  readonly grant: Grant;
}

/** Whose word it is, and the number of its state; of a heartbeat none. */
type Push = [...Parameters<GlanceShards["heartbeat"]>, number: string | undefined];

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";

const forwardedForOf = ({ headers }: IncomingMessage): string | undefined => {
  const value = headers["x-forwarded-for"];
  return typeof value === "string" ? value : value?.join();
};

/**
 * Answers Glance's pushes ahead of all routing, which costs more than the push itself. Takes only what is certain to
 * be answered 204, on a connection that has shown the same secret to the routes before and was let in; all else is
 * theirs, so that every refusal is said in one place.
 */
export class HotPushes {
  readonly #shards: GlanceShards;
  readonly #log: Log;
  /** By socket. */
  readonly #shown = new WeakMap<object, Shown>();

  constructor(parts: { readonly shards: GlanceShards; readonly log: Log }) {
    this.#shards = parts.shards;
    this.#log = parts.log;
  }

  /** The routes have let this request in. */
  know(incoming: IncomingMessage | undefined, grant: Grant): void {
    const authorization = incoming?.headers.authorization;
    if (incoming === undefined || authorization === undefined || !grant.isBySecret) return;
    this.#shown.set(incoming.socket, { authorization, forwardedFor: forwardedForOf(incoming), grant });
  }

  /** Whether this request is answered here. */
  take(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
    if (incoming.method !== "POST") return false;
    const shown = this.#shown.get(incoming.socket);
    if (shown === undefined || shown.forwardedFor !== forwardedForOf(incoming)) return false;
    if (shown.authorization !== incoming.headers.authorization) return false;
    const path = PATH.exec(incoming.url ?? "");
    if (path === null || hasBody(incoming)) return false;
    const cluster = this.#shards.read.findCluster(path[1] ?? path[3] ?? "");
    const shardId = Number(path[2] ?? path[4]);
    if (cluster === undefined || shardId >= cluster.shardCount) return false;
    try {
      return this.#answer(shown.grant, [cluster, shardId, path[5]], outgoing);
    } catch (error) {
      // Nobody above would answer it.
      this.#fail(error, outgoing);
      return true;
    }
  }

  #answer(grant: Grant, push: Push, outgoing: ServerResponse): boolean {
    const [cluster] = push;
    if (!grant.stands() || !grant.may("report", cluster.name)) return false;
    const outcome = this.#push(...push);
    if (outcome === "never_heard") return false;
    grant.noteUse();
    if (outcome === undefined) outgoing.writeHead(204).end();
    else {
      outcome.then(
        () => outgoing.writeHead(204).end(),
        (error: unknown) => this.#fail(error, outgoing),
      );
    }
    return true;
  }

  #fail(error: unknown, outgoing: ServerResponse): void {
    const answer = pushFailure(error) ?? errorAnswer(error, "/api/status/:cluster/:id/:state", this.#log);
    const headers = { ...HEADERS, ...answer.headers };
    outgoing.writeHead(answer.status, headers).end(JSON.stringify(answer.body));
  }

  #push(...[cluster, shardId, number]: Push) {
    const state = number === undefined ? undefined : stateOfNumber(number);
    return state === undefined
      ? this.#shards.heartbeat(cluster, shardId)
      : this.#shards.status(cluster, shardId, state);
  }
}
