import type { Ground, Kind } from "./ground.ts";

/** What every answer carries to say what program it is. */
export const versionHeaders = (kind: Kind): Readonly<Record<string, string>> =>
  kind === "nodelink"
    ? { IamNodelink: "true", "Nodelink-Api-Version": "4" }
    : { "Lavalink-Api-Version": "4" };

/** NodeLink takes the password as a bearer token too. */
export const authorizationOf = (
  { kind, password }: Ground,
  given: string | undefined,
): "right" | "wrong" | "missing" => {
  if (given === undefined) return "missing";
  const isRight = given === password || (kind === "nodelink" && given === `Bearer ${password}`);
  return isRight ? "right" : "wrong";
};

/** To a request that is not authorized; NodeLink makes no difference. */
export const statusOfUnauthorized = (kind: Kind, authorization: "wrong" | "missing"): 401 | 403 =>
  authorization === "wrong" && kind === "lavalink" ? 403 : 401;
