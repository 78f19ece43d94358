import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { createPlayerServer } from "./test-people.ts";

interface Content {
  readonly schema?: Record<string, unknown>;
  readonly example?: unknown;
}
interface Operation {
  readonly security?: readonly object[];
  readonly parameters: readonly {
    readonly in: string;
    readonly name: string;
    readonly description?: string;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
}

let server: ReturnType<typeof createPlayerServer>;
/** All operations of people and players, such as `post /api/servers/{id}/play`. */
let operations: ReadonlyMap<string, Operation>;
let page: string;
beforeEach(async () => {
  server = createPlayerServer();
  const { paths } = (await server.ask(null, "GET", "/api/v1/openapi.json")).body;
  operations = new Map(
    Object.entries(paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
      /^\/(api\/servers|api\/session|auth|ws)/.test(path)
        ? Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const)
        : [],
    ),
  );
  page = await (await server.app.request("/api")).text();
});
afterEach(() => server.close());

const parametersOf = ({ parameters = [] }: Operation, where: string): string[] =>
  parameters.filter((one) => one.in === where).map(({ name }) => name);

test("every route that the app has for people is described, and on the page", () => {
  const routes = server.app.routes
    .filter(
      ({ path, method }) => /^\/(api\/servers|api\/session|auth|ws)[^*]*$/.test(path) && method !== "ALL",
    )
    .map(({ path, method }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, "{$1}")}`);
  expect([...operations.keys()].sort()).toEqual([...new Set(routes)].sort());
  for (const name of operations.keys()) expect(page).toContain(`<code>${name.split(" ")[1]}</code>`);
});

test("each says who may use it, and what goes along", () => {
  const ofSession = { session: [] };
  for (const [name, operation] of operations) {
    const isOfPlayer = /\/(servers|ws)\/\{id\}/.test(name) && !/keys|allow-list/.test(name);
    if (/servers|ws/.test(name)) {
      const isForKeys = isOfPlayer || name === "get /api/servers";
      expect(operation.security, name).toEqual([ofSession, ...(isForKeys ? [{ guildKey: [] }] : [])]);
      expect(operation.responses, name).toHaveProperty("401");
    }
    if (isOfPlayer) expect(parametersOf(operation, "query"), name).toContain("cluster");
    if (isOfPlayer && name.startsWith("post"))
      expect(parametersOf(operation, "header"), name).toEqual(["Idempotency-Key"]);
  }
  expect(parametersOf(operations.get("get /api/servers/{id}/search") ?? NONE, "query")).toEqual([
    "cluster",
    "query",
    "source",
  ]);
});

test("each has an example of what it takes and of all that it answers, and each fits its schema", () => {
  for (const [name, { requestBody, responses }] of operations) {
    const contents = [
      requestBody?.content ?? {},
      ...Object.values(responses).map(({ content = {} }) => content),
    ];
    for (const [media, { schema, example }] of contents.flatMap((content) => Object.entries(content))) {
      if (media === "text/html") continue;
      expect(example, `${name} ${media}`).toBeDefined();
      if (schema !== undefined) z.fromJSONSchema(schema).parse(example);
    }
  }
});

const NONE: Operation = { parameters: [], responses: {} };
