import { cors } from "hono/cors";

/** Lets pages of the configured origins read what is public; nothing here counts cookies. */
export const publicReads = (origins: readonly string[]) =>
  cors({ origin: origins.includes("*") ? "*" : [...origins], allowMethods: ["GET"] });

/** The same for an answer that is written to the socket directly. */
export const corsHeadersFor =
  (origins: readonly string[]) =>
  (origin: string | undefined): Record<string, string> => {
    if (origins.includes("*")) return { "Access-Control-Allow-Origin": "*" };
    if (origins.length === 0) return {};
    const isAllowed = origin !== undefined && origins.includes(origin);
    return { Vary: "Origin", ...(isAllowed && { "Access-Control-Allow-Origin": origin }) };
  };
