import type { Body } from "./body.ts";
import type { Request } from "./request.ts";

/** A header of every request. */
export const HOST = ["Host", "127.0.0.1"] as const;
/** The header that lets a request in. */
export const RIGHT = ["Authorization", "Bearer <passphrase>"] as const;
export type Header = readonly [name: string, value: string];

/** The header that says what a packed body is. */
export const GZIP: Header = ["Content-Encoding", "gzip"];

/** Where reports go whose states are expected afterwards. */
const REPORTS = "/api/v1/clusters/reported/reports";

/** A right report, in which a place is still to be put. */
export const report = (state: string) =>
  `{"boot":"<boot>","seq":<seq>,"shardCount":64,"shards":[{"id":<shard>,"state":"${state}"}]}`;

/** The request of a report that is let in. */
export const reported = (
  body: Body,
  more: Partial<Request> = {},
  headers: readonly Header[] = [],
): Request => ({
  method: "POST",
  target: REPORTS,
  headers: [HOST, RIGHT, ...headers],
  body,
  ...more,
});
