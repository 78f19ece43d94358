import type { IncomingMessage, ServerResponse } from "node:http";
import { authorizationOf, statusOfUnauthorized, versionHeaders } from "./dialect.ts";
import { Fault, faultBody } from "./fault.ts";
import type { Ground } from "./ground.ts";
import { RateLimit } from "./rate-limit.ts";
import { type RestRequest, restRequestOf } from "./request.ts";
import { type Answer, routesOf } from "./routes.ts";

const paramsOf = (pattern: string, path: string): Readonly<Record<string, string>> | null => {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const isSame = wanted.every((part, at) => part.startsWith(":") || part === given[at]);
  if (!isSame) return null;
  const params = wanted.flatMap((part, at) => (part.startsWith(":") ? [[part.slice(1), given[at]]] : []));
  return Object.fromEntries(params);
};

const write = (response: ServerResponse, status: number, answer: Answer): void => {
  if (answer === null) response.writeHead(status).end();
  else if ("text" in answer) response.writeHead(status, { "content-type": "text/plain" }).end(answer.text);
  else response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer.json));
};

/** The REST API: who may ask, and what is answered. */
export class Rest {
  readonly #ground: Ground;
  readonly #routes: ReturnType<typeof routesOf>;
  readonly #rateLimit = new RateLimit();

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#routes = routesOf(ground);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { gate, seen, kind } = this.#ground;
    const asked = restRequestOf(request);
    seen.requests.push(`${asked.method} ${asked.path}`);
    await gate.pass();
    for (const [name, value] of Object.entries(versionHeaders(kind))) response.setHeader(name, value);
    const retryAfterS = kind === "nodelink" ? this.#rateLimit.take() : null;
    if (retryAfterS !== null) response.setHeader("Retry-After", retryAfterS);
    const authorization = authorizationOf(this.#ground, request.headers.authorization);
    if (retryAfterS === null && authorization !== "right") {
      seen.refusals += 1;
      const body = kind === "nodelink" ? { text: "Unauthorized" } : null;
      write(response, statusOfUnauthorized(kind, authorization), body);
      return;
    }
    try {
      if (retryAfterS !== null) throw new Fault(429, "You are sending too many requests.");
      const answer = await this.#route(asked);
      write(response, answer === null ? 204 : 200, answer);
    } catch (error) {
      const fault = error instanceof Fault ? error : new Fault(500, String(error));
      write(response, fault.status, {
        json: faultBody(fault, asked.path, asked.query.get("trace") === "true"),
      });
    }
  }

  async #route(asked: RestRequest): Promise<Answer> {
    let isKnownPath = false;
    for (const [key, route] of Object.entries(this.#routes)) {
      const [method, pattern = ""] = key.split(" ");
      const params = paramsOf(pattern, asked.path);
      if (params === null) continue;
      if (method === asked.method) return route(asked, params);
      isKnownPath = true;
    }
    if (isKnownPath) throw new Fault(405, `Method '${asked.method}' is not supported.`);
    throw new Fault(404, "Not Found");
  }
}
