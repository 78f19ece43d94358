import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Ground } from "./connection.ts";
import type { Interactions } from "./interactions.ts";
import type { People } from "./people.ts";
import { APPLICATION, BOT_USER } from "./users.ts";
import type { FakeWebhook } from "./webhooks.ts";

/** The few REST routes that a login asks for, those of commands, of members and of one webhook, under `/api/v10`. */
export const openRest = async (
  ground: Ground,
  recommendedShards: number,
  {
    webhook,
    interactions,
    people,
  }: { readonly webhook: FakeWebhook; readonly interactions: Interactions; readonly people: People },
) => {
  const answers: Record<string, () => unknown> = {
    "/gateway": () => ({ url: ground.url }),
    "/gateway/bot": () => ({
      url: ground.url,
      shards: recommendedShards,
      session_start_limit: { total: 1_000_000, remaining: 1_000_000, reset_after: 1, max_concurrency: 16 },
    }),
    "/users/@me": () => BOT_USER,
    "/applications/@me": () => APPLICATION,
  };
  const server = createServer((request, response) => {
    const path = (request.url ?? "").replace(/^\/api(?:\/v\d+)?/, "").replace(/\?.*$/, "");
    if (path.startsWith(webhook.path)) {
      void webhook.answer(request.method ?? "", path.slice(webhook.path.length), request, response);
      return;
    }
    if (interactions.answer(path, request, response)) return;
    const member = people.answer(path);
    if (member === "silent") return;
    if (member === "unknown") {
      response.writeHead(404, { "content-type": "application/json" });
      response.end(JSON.stringify({ message: "Unknown Member", code: 10_007 }));
      return;
    }
    const answer = member === null ? answers[path] : () => member;
    const isAllowed = path === "/gateway" || request.headers.authorization === `Bot ${ground.token}`;
    const status = answer === undefined ? 404 : isAllowed ? 200 : 401;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(status === 200 ? answer?.() : { message: String(status), code: 0 }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    /** For a client's `rest.api`; without a slash at its end, for the client adds `/v10`. */
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
