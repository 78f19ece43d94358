import { createHmac } from "node:crypto";
import fc from "fast-check";
import { perhapsBroken } from "./broken.ts";
import { jsonText, number, segment } from "./nonsense.ts";
import { PANEL_ORIGIN } from "./panel.ts";
import { type Header, HOST } from "./report-request.ts";
import type { Case } from "./request.ts";

/** Every command, right; but for its id, which is told back by contract. */
export const COMMANDS = [
  { action: "play", query: "ware", source: "ware", isNext: true },
  { action: "skip" },
  { action: "seek", positionMs: 1_000 },
  { action: "volume", volume: 100 },
  { action: "loop", mode: "track" },
  { action: "effect", effect: null },
  { action: "shuffle" },
  { action: "remove", uid: "ware" },
  { action: "move", uid: "ware", before: null },
] as const;

/** An id that is one comes back. */
export const withoutOwnId = (text: string): string =>
  text.replace(/"id":"[^"]*"/g, (id) => id.replaceAll("<marker>", "ware"));

const AT = "/api/servers/<guild>";
const at = fc.oneof(
  { weight: 6, arbitrary: fc.constant(AT) },
  segment.map((made) => `/api/servers/${made}`),
);
const query = fc.oneof(
  fc.constantFrom("", "?cluster=panel", "?cluster=main", "?cluster=", "?cluster=panel&cluster=<marker>"),
  segment.map((made) => `?cluster=${made}`),
);

const read = fc
  .tuple(
    at,
    fc.oneof(
      fc.constantFrom(
        "status",
        "settings",
        "lyrics",
        "history",
        "keys",
        "allow-list",
        "search?query=ware",
        "events",
        "events?after=<marker>",
      ),
      number.map((from) => `queue?from=${from}`),
      segment.map((made) => `queue?from=${made}`),
      segment.map((made) => `search?query=${made}&source=${made}`),
      segment.map((made) => `search?${made}=1&query[]=<marker>`),
    ),
  )
  .map(([place, what]) => ({ method: "GET", target: `${place}/${what}`, body: undefined }));
const command = fc.constantFrom(...COMMANDS).chain(({ action, ...fields }) =>
  fc.tuple(at, query, perhapsBroken({ ...fields, seenRev: 1 })).map(([place, asked, body]) => ({
    method: "POST",
    target: `${place}/${action}${asked}`,
    body: withoutOwnId(body),
  })),
);
const managing = fc.oneof(
  fc
    .tuple(at, perhapsBroken({ label: "ware", scope: "read" }))
    .map(([place, body]) => ({ method: "POST", target: `${place}/keys`, body: withoutOwnId(body) })),
  fc
    .tuple(at, segment)
    .map(([place, id]) => ({ method: "DELETE", target: `${place}/keys/${id}`, body: undefined })),
  fc
    .tuple(at, perhapsBroken({ networks: ["127.0.0.0/8", "loopback", "::1"] }))
    .map(([place, body]) => ({ method: "PUT", target: `${place}/allow-list`, body })),
);

const KEY = "k".repeat(43);
/** States that a browser signed with a key of its own. */
const signed = jsonText.map((text) => {
  const said = Buffer.from(text).toString("base64url");
  return `${said}.${createHmac("sha256", KEY).update(`state:${said}`).digest("base64url")}`;
});
const auth = fc
  .oneof(
    segment.map((made) => `/auth/sign-in?to=${made}`),
    segment.map((made) => `/auth/callback?code=${made}&state=${made}`),
    segment.map(
      (made) => `/auth/callback?${made}=1&error=${made}&error_description=${made}&state=e30.${made}`,
    ),
    signed.map((state) => `/auth/callback?code=<marker>&state=${state}`),
    segment.map((made) => `/auth/link/${made}`),
    fc.constantFrom("/api/session", "/api/servers", "/auth/", "/auth/link", "/auth/sign-out/x"),
  )
  .chain((target) =>
    fc.constantFrom("GET", "GET", "HEAD", "POST").map((method) => ({ method, target, body: undefined })),
  );

const cookie = fc.oneof(
  { weight: 8, arbitrary: fc.constant("<cookie>") },
  fc.constantFrom(
    "<cookie>; <cookie>",
    "a=b;;; <cookie>",
    "=; <cookie>; =<marker>",
    "__Host-shardlight=<marker>",
  ),
);
const more = fc.array(
  fc.constantFrom<Header>(
    ["Idempotency-Key", "ware-<seq>"],
    ["Idempotency-Key", "<marker> <marker>"],
    ["Idempotency-Key", `${"<marker>".repeat(99)}`],
    ["Sec-Fetch-Site", "cross-site"],
    ["Authorization", "Bearer slk_<marker>"],
    ["Upgrade", "websocket"],
    ["Accept", "text/html"],
    ["X-Forwarded-For", "<marker>, 127.0.0.7"],
  ),
  { maxLength: 1 },
);

/** Requests of people who are signed in and of their browsers, right or with one thing wrong. */
export const playerRequest: fc.Arbitrary<Case> = fc
  .record({ cookie, more, what: fc.oneof(read, command, managing, auth) })
  .map(({ cookie, more, what: { body, target, method } }): Case => {
    const isCallback = target.startsWith("/auth/callback");
    const jar = isCallback ? `${cookie}; __Host-shardlight-sign-in=${KEY}` : cookie;
    const headers: Header[] = [HOST, ["Cookie", jar], ["Origin", PANEL_ORIGIN], ...more];
    const parts = body === undefined ? {} : { body: { parts: [[body, 1]] as const } };
    return { expected: "either", sends: { method, target, headers, ...parts } };
  });
