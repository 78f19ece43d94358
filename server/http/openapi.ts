import type { Hono } from "hono";
import { type DescribeRouteOptions, describeRoute, openAPIRouteHandler, resolver } from "hono-openapi";
import { z } from "zod";
import type { Scope } from "../auth/token.ts";
import { errorOf } from "./openapi-errors.ts";
import { SECURITY_SCHEMES } from "./openapi-security.ts";

/** What goes with a request beside its body. */
export interface Parameter {
  readonly in: "path" | "query" | "header";
  readonly name: string;
  readonly description: string;
  readonly example: string;
  /** Default: only in a path. */
  readonly required?: boolean;
}

/** What a route answers when all is well. */
interface Answer {
  /** Default: 200. */
  readonly status?: number;
  readonly schema?: z.ZodType;
  readonly description: string;
  /** What of the schema may be, or text of another kind. */
  readonly example?: object | string;
  /** What is no JSON; such as `text/html`. */
  readonly media?: string;
}

/** Documents a route: what it answers when all is well, and which errors are its own. */
export const documented = (route: {
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly body?: z.ZodType;
  readonly bodyExample?: object;
  readonly answer?: Answer;
  readonly errors?: readonly number[];
  /** What a token must be made for. */
  readonly scope?: Scope;
  /** Whether the route can be used without a secret too, and then tells less. */
  readonly isPublic?: boolean;
  /** Whether it takes someone who is signed in, or a server's key. */
  readonly isForPeople?: boolean;
  /** Whether it takes someone who is signed in, and no key. */
  readonly isForSignedIn?: boolean;
  /** Answers that are no errors of the request, by status. */
  readonly also?: Readonly<Record<number, Omit<Answer, "status">>>;
  /** Pages that are answered instead, by status, each with what it says. */
  readonly pages?: Readonly<Record<number, string>>;
}) => {
  const { answer, body, parameters = [] } = route;
  const isAboutPeople = route.isForPeople === true || route.isForSignedIn === true;
  const errors = (route.errors ?? []).map((status) => [status, errorOf(status, isAboutPeople)]);
  const also = Object.entries(route.also ?? {}).map(([status, its]) => [
    status,
    { description: its.description, content: contentOf(its) },
  ]);
  const pages = Object.entries(route.pages ?? {}).map(([status, description]) => [
    status,
    { description, content: { "text/html": { schema: { type: "string" } } } },
  ]);
  const options: DescribeRouteOptions = {
    tags: [route.tag],
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    ...(parameters.length > 0 && {
      parameters: parameters.map((one) => ({
        ...one,
        required: one.required ?? one.in === "path",
        schema: { type: "string" as const },
      })),
    }),
    ...(route.scope && {
      security: [...(route.isPublic ? [{}] : []), { passphrase: [] }, { token: [route.scope] }],
    }),
    ...(isAboutPeople && { security: [{ session: [] }, ...(route.isForPeople ? [{ guildKey: [] }] : [])] }),
    ...(body && {
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: jsonSchemaOf(body),
            ...(route.bodyExample && { example: route.bodyExample }),
          },
        },
      },
    }),
    responses: {
      [answer?.status ?? 200]: {
        description: answer?.description ?? "done",
        ...(answer && { content: contentOf(answer) }),
      },
      ...Object.fromEntries([...errors, ...also, ...pages]),
    },
  };
  return describeRoute(options);
};

const contentOf = ({ schema, example, media }: Pick<Answer, "schema" | "example" | "media">) => {
  if (media !== undefined)
    return { [media]: { schema: { type: "string" as const }, ...(example && { example }) } };
  return schema && { "application/json": { schema: resolver(schema), ...(example && { example }) } };
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
        description:
          "Push the state of a bot's shards, and read it; see and steer its players. Durations are ms, instants epoch ms.",
        license: { name: "MIT", identifier: "MIT" },
      },
      ...(publicUrl !== null && { servers: [{ url: publicUrl }] }),
      components: { securitySchemes: SECURITY_SCHEMES },
    },
  });
