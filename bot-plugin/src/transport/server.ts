/** The Shardlight server as a process reaches it. */
export interface Server {
  /** Its page's address; it may lie below a path. */
  readonly url: string;
  readonly token: string | undefined;
}

/**
 * The address of one of its paths.
 * @throws TypeError where `url` is no URL
 */
export const urlOf = (server: Server, path: string, scheme: "http" | "ws"): string => {
  const base = new URL(server.url);
  base.pathname = base.pathname.replace(/\/+$/, "") + path;
  base.search = "";
  base.hash = "";
  if (scheme === "ws") base.protocol = base.protocol === "https:" ? "wss:" : "ws:";
  return base.href;
};

/** The header that lets a process in. */
export const authorization = ({ token }: Server): Record<string, string> =>
  token === undefined || token === "" ? {} : { authorization: `Bearer ${token}` };
