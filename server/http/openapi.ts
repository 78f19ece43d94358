import type { Hono } from "hono";
import { type DescribeRouteOptions, describeRoute, openAPIRouteHandler, resolver } from "hono-openapi";
import { z } from "zod";
import { errorSchema } from "#protocol/cluster.ts";
import type { Scope } from "../auth/token.ts";

const ERRORS: Readonly<Record<number, string>> = {
  400: "a field is wrong; `issues` names each",
  401: "the secret is missing or wrong",
  403: "the token is not for this, or not for this cluster or pool, which need not exist",
  404: "no such cluster, shard, pool, audio node, server or key",
  409: "it clashes with what is there: the message says with what",
  413: "over 1 MiB",
  429: "too fast, or too many wrong secrets came from this address; see `Retry-After`",
  502: "the bot could not; the message has its words",
  503: "not now; see `Retry-After`",
};

/** Documents a route: what it answers when all is well, and which errors are its own. */
export const documented = (route: {
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly body?: z.ZodType;
  readonly answer?: { readonly status?: number; readonly schema?: z.ZodType; readonly description: string };
  readonly errors?: readonly number[];
  /** What a token must be made for. */
  readonly scope?: Scope;
  /** Whether the route can be used without a secret too, and then tells less. */
  readonly isPublic?: boolean;
  /** Whether it takes someone who is signed in, or a server's key. */
  readonly isForPeople?: boolean;
  /** Answers that are no errors of the request, by status. */
  readonly also?: Readonly<Record<number, z.ZodType>>;
}) => {
  const { answer, body } = route;
  const ok = {
    description: answer?.description ?? "done",
    ...(answer?.schema && { content: { "application/json": { schema: resolver(answer.schema) } } }),
  };
  const errors = (route.errors ?? []).map((status) => [
    status,
    {
      description: ERRORS[status] ?? "refused",
      content: { "application/json": { schema: resolver(errorSchema) } },
    },
  ]);
  const also = Object.entries(route.also ?? {}).map(([status, schema]) => [
    status,
    { description: "see above", content: { "application/json": { schema: resolver(schema) } } },
  ]);
  const options: DescribeRouteOptions = {
    tags: [route.tag],
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    ...(route.scope && {
      security: [...(route.isPublic ? [{}] : []), { passphrase: [] }, { token: [route.scope] }],
    }),
    ...(route.isForPeople && { security: [{ session: [] }, { guildKey: [] }] }),
    ...(body && {
      requestBody: { required: true, content: { "application/json": { schema: jsonSchemaOf(body) } } },
    }),
    responses: { [answer?.status ?? 200]: ok, ...Object.fromEntries([...errors, ...also]) },
  };
  return describeRoute(options);
};

/** JSON Schema 2020-12 is what OpenAPI 3.1 embeds; the dialect's own address is left out. */
const jsonSchemaOf = (schema: z.ZodType): object => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
};

/** `GET /api/v1/openapi.json`, generated from the routes of `app`. */
export const openApiDocument = (app: Hono, publicUrl: string | null) =>
  openAPIRouteHandler(app, {
    documentation: {
      openapi: "3.1.0",
      info: {
        title: "Shardlight",
        version: "1",
        description: "Push the state of a bot's shards, and read it. Durations are ms, instants epoch ms.",
        license: { name: "MIT", identifier: "MIT" },
      },
      ...(publicUrl !== null && { servers: [{ url: publicUrl }] }),
      components: {
        securitySchemes: {
          passphrase: { type: "http", scheme: "bearer", description: "the server's PASSPHRASE" },
          token: {
            type: "http",
            scheme: "bearer",
            bearerFormat: "slt_<id>_<secret>",
            description: "made by `npx shardlight token create`, with the scope that the operation names",
          },
          session: {
            type: "apiKey",
            in: "cookie",
            name: "__Host-shardlight",
            description: "of someone who signed in; writes take the page's own Origin",
          },
          guildKey: {
            type: "http",
            scheme: "bearer",
            bearerFormat: "slk_<id>_<secret>",
            description: "made on a server's page by someone who manages it, for that server alone",
          },
        },
      },
    },
  });
