import type { HoleClass } from "./hole-class.ts";
import { PEOPLE_CLASSES } from "./people-classes.ts";

const HOLES = "e2e/torture/holes";
const PEOPLE = "e2e/torture/people";

/** All that is known, the newest reading last. A row without a test says why. */
export const HOLE_CLASSES: readonly HoleClass[] = [
  {
    source: "Uptime Kuma CVE-2026-32230",
    what: "sibling routes that forget the check",
    tests: [
      [`${HOLES}/secrets.test.ts`, "CVE-2026-32230"],
      [`${HOLES}/nodes.test.ts`, "CVE-2026-32230 on audio nodes"],
    ],
    notHere: "badges, RSS and metrics: routes that are added come into the test by the app's own table",
  },
  {
    source: "Cachet GHSA-6ghm-wf22-pvx5",
    what: "hidden things in the API",
    tests: [[`${HOLES}/unseen.test.ts`, "GHSA-6ghm-wf22-pvx5"]],
    notHere: "hidden clusters and draft incidents; what is hidden are processes",
  },
  {
    source: "Cachet CVE-2021-39165, drizzle-orm CVE-2026-39356",
    what: "SQL from names",
    tests: [[`${HOLES}/taken-in.test.ts`, "CVE-2021-39165"]],
  },
  {
    source: "Cachet CVE-2021-39172, CVE-2021-39173, CVE-2021-39174",
    what: "settings written from the web, an open installer, variables worked out",
    tests: [
      [`${HOLES}/taken-in.test.ts`, "CVE-2021-39172"],
      [`${HOLES}/unseen.test.ts`, "CVE-2021-39173"],
    ],
  },
  {
    source: "Cachet CVE-2023-43661",
    what: "words of others as templates",
    tests: [[`${HOLES}/written.test.ts`, "CVE-2023-43661"]],
  },
  {
    source: "Uptime Kuma CVE-2023-49276, OpenStatus 43d9b2b9e",
    what: "words of others as markup",
    tests: [
      [`${HOLES}/browser.test.ts`, "CVE-2023-49276"],
      ["server/page/routes.test.ts", "forbids what it does not need"],
      ["e2e/start/config.test.ts", "is told all faults at once"],
    ],
  },
  {
    source: "Uptime Kuma CVE-2023-49805, Ollama CVE-2024-28224",
    what: "other sites in a visitor's browser",
    tests: [
      [`${HOLES}/browser.test.ts`, "CVE-2023-49805"],
      [`${HOLES}/nodes.test.ts`, "CVE-2023-49805 on audio nodes"],
      [`${PEOPLE}/cross-site.test.ts`, "is done for a page of this server alone"],
      [`${PEOPLE}/cross-site.test.ts`, "a WebSocket with a cookie is opened by a page of this server alone"],
      [`${HOLES}/browser.test.ts`, "CVE-2024-28224"],
    ],
  },
  {
    source: "Uptime Kuma CVE-2023-44400, CVE-2023-49804, GHSA-23q2-5gf8-gjpp",
    what: "what was opened goes on after its secret has ended",
    tests: [
      [`${HOLES}/unseen.test.ts`, "CVE-2023-44400"],
      [`${HOLES}/nodes.test.ts`, "CVE-2023-44400 on audio nodes"],
      ["e2e/tokens.test.ts", "revoked: links closed within a second, pushes 401"],
      ["server/auth/service.test.ts", "the end of an overlap and of the token itself close it too"],
      [`${PEOPLE}/revoked.test.ts`, "CVE-2023-44400 on people"],
      [`${PEOPLE}/allow-list.test.ts`, "ends when a list is set"],
    ],
  },
  {
    source: "Healthchecks' SSRF, OpenStatus 9d2cdc049, Uptime Kuma CVE-2023-36822, GHSA-2qgm-m29m-cj2h",
    what: "requests and files by an address that someone gave",
    tests: [
      [`${HOLES}/taken-in.test.ts`, "outgoing address"],
      [`${HOLES}/paths.test.ts`, "CVE-2023-36822"],
      ["server/notify/webhook-address.test.ts", "is no webhook of Discord's"],
    ],
    notHere: "addresses from the web, and plugins: the one address is the operator's, at discord.com alone",
  },
  {
    source: "Uptime Kuma 7a9191761",
    what: "text that a parser chokes on",
    tests: [[`${HOLES}/parsers.test.ts`, "7a9191761"]],
  },
  {
    source: "OpenStatus d204b5205, 44bdbc164",
    what: "another tenant's objects",
    tests: [
      [`${HOLES}/secrets.test.ts`, "d204b5205"],
      [`${HOLES}/nodes.test.ts`, "d204b5205 on audio nodes"],
      [`${PEOPLE}/access.test.ts`, "answers each as they may"],
      [`${PEOPLE}/liars.test.ts`, "players of servers that it does not serve"],
      ["e2e/tokens.test.ts", "the same 403 on one that is there and one that is not"],
    ],
  },
  {
    source: "Statping-ng CVE-2024-26478",
    what: "defaults that open, an admin that is open",
    tests: [
      [`${HOLES}/secrets.test.ts`, "CVE-2024-26478"],
      [`${HOLES}/unseen.test.ts`, "an admin that is left open"],
      ["e2e/start/config.test.ts", "the server refuses HOST=%s"],
    ],
  },
  {
    source: "OneUptime CVE-2026-30959",
    what: "mail to strangers by subscribing",
    tests: [],
    notHere: "subscriptions",
  },
  {
    source: "Pushgateway CVE-2022-46146",
    what: "an answer of the guard that is kept",
    tests: [
      [`${HOLES}/secrets.test.ts`, "CVE-2022-46146"],
      [`${HOLES}/secrets.test.ts`, "the same on one connection"],
    ],
  },
  {
    source: "Gatus, Glance and Healthchecks",
    what: "time and words that tell what exists, line breaks in the log",
    tests: [
      [`${HOLES}/secrets.test.ts`, "404 before 401"],
      [`${HOLES}/written.test.ts`, "Gatus's raw key in the log"],
    ],
  },
  {
    source: "Healthchecks",
    what: "the first X-Forwarded-For believed",
    tests: [
      ["e2e/feed/limits.test.ts", "believes X-Forwarded-For of a trusted proxy"],
      ["server/http/address.test.ts", "is passed over"],
      [`${PEOPLE}/allow-list.test.ts`, "who says to come by the proxy"],
    ],
  },
  {
    source: "Uptime Kuma's push route",
    what: "pushes by crawlers, secrets in addresses",
    tests: [
      [`${HOLES}/unseen.test.ts`, "Uptime Kuma's push route"],
      [`${HOLES}/secrets.test.ts`, "a good secret opens in the Authorization header alone"],
    ],
  },
  {
    source: "Hono CVE-2026-29085",
    what: "line breaks in the stream",
    tests: [[`${HOLES}/written.test.ts`, "CVE-2026-29085"]],
  },
  {
    source: "@hono/node-server CVE-2026-29087, CVE-2026-39406",
    what: "paths spelt otherwise",
    tests: [[`${HOLES}/paths.test.ts`, "CVE-2026-29087"]],
  },
  {
    source: "leaks of SSE in dust, SuperAgent and lobu",
    what: "streams that nobody reads",
    tests: [
      ["e2e/feed/limits.test.ts", "the limit on all viewers"],
      ["e2e/feed/connections.test.ts", "leave with it"],
      ["e2e/feed/slow-viewer.test.ts", "that never reads is dropped"],
      [`${PEOPLE}/flood.test.ts`, "who watches and never reads is dropped"],
    ],
  },
  {
    source: "Gatus #1268",
    what: "results mixed",
    tests: [[`${HOLES}/taken-in.test.ts`, "#1268"]],
  },
  {
    source: "Uptime Kuma #3130, #2470, #7338",
    what: "the database's fault shown as the bot's",
    tests: [
      ["e2e/torture/database/disk.test.ts", "the grid is live, changes get 503"],
      ["e2e/torture/database/locked.test.ts", "say that history is degraded"],
    ],
  },
  {
    source: "Glance's poisoned state, Uptime Kuma #4930",
    what: "one bad row that breaks all",
    tests: [["e2e/torture/database/rows.test.ts", "a stored row that makes no sense"]],
  },
  {
    source: "Uptime Kuma's X-Forwarded-Host, Gatus's and Healthchecks' caches",
    what: "addresses and answers that a cache hands to others",
    tests: [
      [`${HOLES}/caches.test.ts`, "X-Forwarded-Host"],
      [`${HOLES}/caches.test.ts`, "CWE-524"],
    ],
    notHere: "RSS and badges",
  },
  {
    source: "Uptime Kuma 1.10, CWE-1021",
    what: "the page in another site's frame",
    tests: [[`${HOLES}/browser.test.ts`, "CWE-1021"]],
    notHere: "an admin's page, and one that is made to be embedded",
  },
  {
    source: "CWE-312, CWE-532",
    what: "secrets in clear at rest, in answers and in the log",
    tests: [
      [`${HOLES}/nodes.test.ts`, "CWE-312"],
      [`${HOLES}/nodes.test.ts`, "the key that nobody gave"],
      [`${PEOPLE}/secrets.test.ts`, "no secret of people who sign in"],
    ],
  },
  ...PEOPLE_CLASSES,
];
