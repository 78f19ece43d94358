import { resolver } from "hono-openapi";
import { errorSchema } from "#protocol/cluster.ts";
import type { ErrorCode } from "../errors.ts";

interface Described {
  readonly description: string;
  readonly code: ErrorCode;
  readonly message: string;
}

/** Errors by status, each with one of its codes as an example. */
const ERRORS: Readonly<Record<number, Described>> = {
  400: {
    description: "a field is wrong; `issues` names each",
    code: "invalid",
    message: "some fields are wrong; see issues",
  },
  401: {
    description: "the secret is missing or wrong",
    code: "unauthorized",
    message: "send a token or the server's PASSPHRASE in the Authorization header, as Bearer <secret>",
  },
  403: {
    description: "the token is not for this, or not for this cluster or pool, which need not exist",
    code: "forbidden",
    message: "this secret may not do that here; it takes a token with scope report for this cluster",
  },
  404: {
    description: "no such cluster, shard, pool, audio node, server or key",
    code: "unknown_cluster",
    message: "no such cluster; GET /api/v1/clusters lists them",
  },
  409: {
    description: "it clashes with what is there: the message says with what",
    code: "name_taken",
    message: "another agent announces this name from another address; give each node a name of its own",
  },
  413: {
    description: "too large: the message says by what",
    code: "too_large",
    message: "the body is over 1 MiB",
  },
  429: {
    description: "too fast, or too many wrong secrets came from this address; see `Retry-After`",
    code: "too_many_guesses",
    message:
      "too many wrong secrets came from this address; put right the one that is sent, and come back after Retry-After",
  },
  502: {
    description: "the bot could not; the message has its words",
    code: "bot_failed",
    message: "that music service does not answer right now",
  },
  503: {
    description: "not now; see `Retry-After`",
    code: "history_unavailable",
    message: "the change is shown but cannot be kept right now; send it again",
  },
};

/** Where it is people who ask, and their keys. */
const ERRORS_OF_PEOPLE: Readonly<Record<number, Described>> = {
  ...ERRORS,
  401: {
    description: "nobody is signed in, and there is no key that is good",
    code: "unauthorized",
    message: "sign in, or send a key of this server as Authorization: Bearer <key>",
  },
  403: {
    description:
      "the bot says no, in its words; or a page of another site sent it, the key may only read, or the address is not allowed",
    code: "forbidden",
    message: "you are not a member of this server",
  },
  404: {
    description: "no such server among yours, no such cluster, or no such key",
    code: "unknown_guild",
    message: "no such server among yours that a bot is in; GET /api/servers lists them",
  },
  409: {
    description: "the server has as many keys as it may",
    code: "too_many_keys",
    message: "a server has at most 25 keys; revoke one first",
  },
  429: {
    description: "too fast, or too many wrong secrets came from this address; see `Retry-After`",
    code: "too_fast",
    message: "that is faster than a player can be steered; wait a moment",
  },
  503: {
    description: "the bot is away, or not now; see `Retry-After`",
    code: "bot_away",
    message: "the bot that serves this server is away right now",
  },
};

/** Describes an error answer. @param isAboutPeople whether it is people who ask, and their keys */
export const errorOf = (status: number, isAboutPeople: boolean) => {
  const described = (isAboutPeople ? ERRORS_OF_PEOPLE : ERRORS)[status];
  if (described === undefined) return { description: "refused" };
  const { description, code, message } = described;
  const issues = code === "invalid" ? { issues: [{ path: "volume", message: "Too big" }] } : {};
  const example = { error: { code, message, ...issues } };
  return { description, content: { "application/json": { schema: resolver(errorSchema), example } } };
};
