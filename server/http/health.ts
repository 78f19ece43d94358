import { Hono } from "hono";
import { documented } from "./openapi.ts";

/** For those who watch this server itself. */
export const healthRoutes = (deps: { isHistoryDegraded: () => boolean; isStopping: () => boolean }) =>
  new Hono()
    .get("/healthz", documented({ tag: "health", summary: "Whether the process answers" }), (c) =>
      c.json({ status: "ok" }),
    )
    .get(
      "/readyz",
      documented({
        tag: "health",
        summary: "Whether it serves, and whether changes are kept",
        description: "A degraded history does not make it unready: the live grid goes on.",
        errors: [503],
      }),
      (c) => {
        const history = deps.isHistoryDegraded() ? "degraded" : "ok";
        return deps.isStopping()
          ? c.json({ status: "stopping", history }, 503)
          : c.json({ status: "ready", history });
      },
    );
