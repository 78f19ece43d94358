import { join } from "node:path";
import { createTestServer } from "../../../server/test-server.ts";
import { knock } from "./knock.ts";

/** An image that is there, for the route that only exists with one. */
export const LOGO = join(import.meta.dirname, "../../../web/picture.png");

/** Every method that a client may try. */
export const METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof METHODS)[number];

/** What stands for a path's parameters. */
const EXAMPLES: Readonly<Record<string, string>> = {
  id: "1",
  state: "2",
  boot: "resident",
  guildId: "175928847299117063",
  code: "c".repeat(43),
  key: "0".repeat(12),
  signature: "a".repeat(43),
  address: "aHR0cHM6Ly9hcnQuZXhhbXBsZS8x",
};

/** A path that the app answers, with examples for its parameters. */
export interface Route {
  /** As the app names it, such as `/api/v1/clusters/:cluster/shards`. */
  readonly pattern: string;
  pathIn(cluster: string): string;
}

const pathOf = (pattern: string, cluster: string) =>
  pattern.replace(/:(\w+)(\{\S+\})?/g, (_, name: string, snowflake?: string) => {
    const known = snowflake === undefined ? name : "guildId";
    const example = known === "cluster" ? cluster : EXAMPLES[known];
    if (example === undefined)
      throw new Error(`${pattern}: give an example of :${name} in ${import.meta.url}`);
    return example;
  });

/** All routes from the app's own table: one that is added is tested with the others. */
export const allRoutes = (): readonly Route[] => {
  const { app, endFeeds, close } = createTestServer({ BRAND_LOGO: LOGO });
  endFeeds();
  close();
  const patterns = app.routes.map(({ path }) => path).filter((path) => !path.includes("*"));
  return [...new Set(patterns)].map((pattern) => ({
    pattern,
    pathIn: (cluster) => pathOf(pattern, cluster),
  }));
};

/** What every route answers to GET, body and headers, by its path. */
export const everything = async (url: string, headers: Record<string, string> = {}, cluster = "main") => {
  const told = new Map<string, string>();
  for (const route of allRoutes()) {
    const path = route.pathIn(encodeURIComponent(cluster));
    const answer = await knock(url, path, { headers });
    told.set(path, `${JSON.stringify(answer.headers)}\n${answer.text}`);
  }
  return told;
};

/** What a route of the API asks for, as its own description says: `read?` and `ops?` may work without a secret too. */
export type Ask = "report" | "read?" | "ops" | "ops?" | "announce" | "nothing";

interface Described {
  readonly security?: readonly { readonly token?: readonly string[] }[];
}

/** Reads from the OpenAPI document which operations ask for a secret. */
export const asksIn = (document: { readonly paths: Readonly<Record<string, Record<string, Described>>> }) => {
  const asks = new Map<string, Ask>();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, { security = [] }] of Object.entries(operations)) {
      const scope = security.flatMap(({ token = [] }) => token)[0];
      if (scope === undefined) continue;
      const isOptional = security.some((way) => Object.keys(way).length === 0);
      asks.set(
        `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`,
        `${scope}${isOptional ? "?" : ""}` as Ask,
      );
    }
  }
  return (method: Method, route: Route): Ask =>
    asks.get(`${method === "HEAD" ? "GET" : method} ${route.pattern}`) ?? "nothing";
};
