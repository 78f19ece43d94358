import type { Parameter } from "./openapi.ts";

/** How the server of a path is documented. */
export const SERVER_ID: Parameter = {
  in: "path",
  name: "id",
  description: "the Discord ID of a server",
  example: "81384788765712384",
};
