import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { Fault } from "./fault.ts";

/** A request to the REST API that was let in. */
export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** @throws Fault 415 or 400 */
  body<T extends z.ZodType>(schema: T): Promise<z.infer<T>>;
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault(400, "JSON parse error: Unexpected JSON token");
  }
};

const checked = <T extends z.ZodType>(schema: T, value: unknown): z.infer<T> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Fault(400, `JSON parse error: ${issue?.message} at path: $.${issue?.path.join(".")}`);
};

export const restRequestOf = (request: IncomingMessage): RestRequest => {
  const url = new URL(request.url ?? "/", "http://node");
  return {
    method: request.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    body: async (schema) => {
      const type = request.headers["content-type"] ?? "application/octet-stream";
      const text = await textOf(request);
      if (!type.startsWith("application/json"))
        throw new Fault(415, `Content-Type '${type}' is not supported`);
      return checked(schema, jsonOf(text));
    },
  };
};
