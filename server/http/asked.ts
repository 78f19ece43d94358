import type { IncomingMessage } from "node:http";
import type { Context } from "hono";

/** What is looked at in a request to know who asks. */
export interface Asked {
  /** @param name in lower case */
  header(name: string): string | undefined;
  readonly url: string;
  /** The other end of the connection, which may be a proxy; undefined where there is no socket. */
  readonly remoteAddress: string | undefined;
}

/** The same of a request that Hono routes. */
export const askedIn = (c: Context): Asked => {
  const incoming: Partial<Pick<IncomingMessage, "socket">> | undefined = c.env?.incoming;
  return {
    header: (name) => c.req.header(name),
    url: c.req.url,
    remoteAddress: incoming?.socket?.remoteAddress,
  };
};
