import type { Parameter } from "../http/openapi.ts";
import { SERVER_ID } from "../http/server-id.ts";

const CLUSTER: Parameter = {
  in: "query",
  name: "cluster",
  description: "whose player, where several bots are in the server",
  example: "main",
};

/** A player is named by its server, and by its cluster where that has several. */
export const PLAYER: readonly Parameter[] = [SERVER_ID, CLUSTER];

/** Where a page of the queue begins. */
export const FROM: Parameter = {
  in: "query",
  name: "from",
  description: "place of the first of them; default 0",
  example: "50",
};

/** What is searched for. */
export const SEARCHED: readonly Parameter[] = [
  { in: "query", name: "query", description: "a link, or words", example: "paper lanterns", required: true },
  {
    in: "query",
    name: "source",
    description: "where: the id of one of the player's sources; default: everywhere",
    example: "ytsearch",
  },
];

/** Names a wish, so that it is done once. */
export const IDEMPOTENCY_KEY: Parameter = {
  in: "header",
  name: "Idempotency-Key",
  description: "in the place of the body's `id`: the same is done once within a minute",
  example: "a-wish-of-mine",
};
