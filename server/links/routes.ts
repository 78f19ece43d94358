import { type HttpBindings, upgradeWebSocket } from "@hono/node-server";
import { Hono } from "hono";
import type { WebSocket } from "ws";
import { LINK_PATH } from "#protocol/link.ts";
import { type ProcessDetail, type ProcessVisibility, processListSchema } from "#protocol/process.ts";
import { askedIn } from "../http/asked.ts";
import {
  forbidden,
  type Grant,
  type Granted,
  type Guard,
  isStaff,
  requireScope,
  unauthorized,
} from "../http/guard.ts";
import { documented } from "../http/openapi.ts";
import type { Link } from "./link.ts";
import type { LinkService } from "./service.ts";

/** The bots' own line. The secret is asked for before the handshake, and before anything else is looked at. */
export const linkRoutes = (deps: { links: LinkService; guard: Guard }) =>
  new Hono<Granted & { readonly Bindings: HttpBindings }>().get(
    LINK_PATH,
    documented({
      tag: "push",
      summary: "The link of a bot process, or of an audio node's agent (WebSocket)",
      description:
        "JSON text frames: hello, then reports, each acknowledged once kept; goodbye at the end. An agent says hello " +
        "with role agent and announces its nodes, with a token of scope announce.",
      answer: { status: 101, description: "a WebSocket from here on" },
      errors: [401, 403, 429, 503],
      scope: "report",
    }),
    requireScope(deps.guard, "report", "announce"),
    async (c, next) => {
      if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
        const message = "this is a WebSocket; over HTTP use POST /api/v1/clusters/:cluster/reports";
        return c.json({ error: { code: "invalid", message } }, 426, { Upgrade: "websocket" });
      }
      deps.links.assertRoom();
      return next();
    },
    upgradeWebSocket((c) => {
      const grant: Grant = c.get("grant");
      let link: Link | undefined;
      return {
        onOpen: (_, socket) => {
          if (socket.raw !== undefined) link = deps.links.accept(socket.raw as WebSocket, grant);
        },
        onMessage: ({ data }) => void link?.receive(data),
      };
    }),
  );

/** Which machine is it? For staff all, for others what the setting lets them see. */
export const processRoutes = (deps: { links: LinkService; guard: Guard; visibility: ProcessVisibility }) =>
  new Hono().get(
    "/api/v1/clusters/:cluster/processes",
    documented({
      tag: "read",
      summary: "The bot processes of a cluster",
      description: "With a secret: all. Without: what PROCESSES_PUBLIC says (none, counts or all).",
      answer: { schema: processListSchema, description: "in the order of their first shards" },
      errors: [401, 403, 404, 429],
      scope: "read",
      isPublic: true,
    }),
    (c) => {
      const cluster = c.req.param("cluster");
      const asked = askedIn(c);
      const verdict = deps.guard(asked);
      const isFromStaff = typeof verdict === "object" && isStaff(verdict, asked);
      if (isFromStaff && !verdict.may("read", cluster) && !verdict.may("report", cluster))
        throw forbidden("read");
      const visible = isFromStaff ? "all" : deps.visibility;
      if (visible === "none" || (!isFromStaff && c.req.header("authorization") !== undefined))
        throw unauthorized();
      const processes = deps.links.processes(cluster);
      return visible === "all"
        ? c.json({ visible, processes })
        : c.json({ visible, processes: processes.map(countOnly) });
    },
  );

const countOnly = ({ shards, isHeard }: ProcessDetail) => ({ shards, isHeard });
