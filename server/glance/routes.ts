import { type Context, Hono } from "hono";
import { askedIn } from "../http/asked.ts";
import type { Guard } from "../http/guard.ts";
import { documented } from "../http/openapi.ts";
import type { HotPushes } from "./hot-pushes.ts";
import { stateOfNumber } from "./numbers.ts";
import { plainText } from "./plain.ts";
import { pushFailure } from "./push-failure.ts";
import type { GlanceCluster, GlanceShards } from "./shards.ts";

/** A shard that a Glance path names, or the answer that says why there is none. */
type Target = { readonly cluster: GlanceCluster; readonly shardId: number } | Response;

/** Glance's answer where all is well. There is nothing in it to be guarded by headers. */
const empty = () => new Response(null, { status: 204 });

const refuse = (c: Context, status: 400 | 401 | 403 | 409, error: string) => c.json({ error }, status);

/** The routes of foxbot/glance 2, whose bots work here unchanged; their error bodies are Glance's own. */
export const glanceRoutes = (deps: { shards: GlanceShards; guard: Guard; hotPushes: HotPushes }) => {
  const { shards, guard, hotPushes } = deps;

  /** In Glance's order: authorization, cluster, range. */
  const target = (c: Context): Target => {
    const verdict = guard(askedIn(c));
    if (verdict === "no_secret") return refuse(c, 401, "this endpoint requires authorization");
    if (verdict === "cross_site") return refuse(c, 403, "pages of other sites may not push");
    const name = c.req.param("cluster") ?? "";
    if (!verdict.may("report", name)) return refuse(c, 403, "this token may not report for this cluster");
    hotPushes.know(c.env?.incoming, verdict);
    const cluster = shards.read.findCluster(name);
    if (cluster === undefined) return refuse(c, 400, `cluster '${name}' does not exist`);
    const id = c.req.param("id") ?? "";
    const digits = /^\d+$/.test(id) ? id.replace(/^0+(?=\d)/, "") : id;
    const shardId = /^\d{1,6}$/.test(digits) ? Number(digits) : Number.POSITIVE_INFINITY;
    if (shardId >= cluster.shardCount) {
      return refuse(c, 400, `shard '${digits}' falls outside the range of valid shards on cluster '${name}'`);
    }
    return { cluster, shardId };
  };

  const onlyPost = (c: Context) => c.json({ error: "use POST" }, 405, { Allow: "POST" });

  return new Hono({ strict: false })
    .post(
      "/api/status/:cluster/:id/:state",
      documented({
        tag: "glance",
        summary: "Set a shard's state (Glance)",
        description:
          'States: 0 unknown, 1 unhealthy, 2 offline, 3 online, 4 starting, 5 stopping, 6 resuming. Errors are `{ "error": text }`.',
        answer: { status: 204, description: "kept" },
        scope: "report",
      }),
      (c) =>
        answering(c, async () => {
          const found = target(c);
          if (found instanceof Response) return found;
          const text = c.req.param("state");
          const state = stateOfNumber(text);
          if (state === undefined) return refuse(c, 400, `state '${text}' is not one of 0 to 6`);
          await shards.status(found.cluster, found.shardId, state);
          return empty();
        }),
    )
    .post(
      "/api/health/:cluster/:id",
      documented({
        tag: "glance",
        summary: "A shard's heartbeat (Glance)",
        description: "409 for a shard whose state was never told. Revives an unhealthy shard.",
        answer: { status: 204, description: "heard" },
        scope: "report",
      }),
      (c) =>
        answering(c, async () => {
          const found = target(c);
          if (found instanceof Response) return found;
          const outcome = shards.heartbeat(found.cluster, found.shardId);
          if (outcome === "never_heard") {
            const error = `shard '${found.shardId}' is not known to the system yet, please populate your status`;
            return refuse(c, 409, error);
          }
          await outcome;
          return empty();
        }),
    )
    .all("/api/status/:cluster/:id/:state", onlyPost)
    .all("/api/health/:cluster/:id", onlyPost)
    .get("/plain", (c) => c.text(plainText(shards.read)));
};

const answering = async (c: Context, answer: () => Promise<Response>): Promise<Response> => {
  try {
    return await answer();
  } catch (error) {
    const failure = pushFailure(error);
    if (failure === null) throw error;
    return c.json(failure.body, failure.status, { ...failure.headers });
  }
};
