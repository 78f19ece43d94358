import { expect, onTestFinished, test } from "vitest";
import { ask } from "../../support/http.ts";
import { startServer } from "../../support/server.ts";
import { openHouse } from "./house.ts";
import { knock } from "./knock.ts";
import { LOGO } from "./routes.ts";

const report = (more: object = {}) =>
  JSON.stringify({ boot: "resident", seq: 1, shardCount: 60, shards: [{ id: 1, state: "online" }], ...more });

/** Other spellings of a path, some of which a router takes for it and a guard by pattern does not. */
const spellings = (path: string): readonly string[] => {
  const [, first = "", ...rest] = path.split("/");
  const tail = rest.join("/");
  return [
    `/${path}`,
    `//${first}//${tail}`,
    `/.${path}`,
    `/assets/..${path}`,
    `/assets/..%2f${first}/${tail}`,
    `/assets/%2e%2e${path}`,
    `/x/..%5c${first}/${tail}`,
    `/%61pi/${tail}`,
    `/${first}%2F${tail}`,
    `%2f${first}/${tail}`,
    path.replaceAll("/", "%2F"),
    path.toUpperCase(),
    path.replace("main", "%6dain"),
    path.replace("main", "%256dain"),
    path.replace("main", "main%00"),
    path.replace("main", "main;x=1"),
    path.replace("main", "./main"),
    path.replace("main", "x/../main"),
    path.replace("main", "MAIN"),
    path.replaceAll("/", "\\").replace("\\", "/"),
    `${path}/`,
    `${path}//`,
    `${path}.`,
    `${path}%20`,
    `${path}%00`,
    `${path}.json`,
    `${path}?`,
    `${path}/.`,
    `${path};/../processes`,
    `http://127.0.0.1${path}`,
    `http://elsewhere.example${path}`,
  ];
};

test("CVE-2026-29087 and CVE-2026-39406, ways around a guard by spelling the path otherwise: no spelling of a guarded path opens it", async () => {
  const house = await openHouse({ PROCESSES_PUBLIC: "none" });
  onTestFinished(house.dispose);
  const { url } = house.server;
  const headers = { authorization: `Bearer ${house.reporter}` };
  const path = "/api/v1/clusters/main/reports";
  const body = report({ process: { label: "canary" } });
  expect((await knock(url, path, { method: "POST", headers, body })).status).toBe(200);
  const before = house.rows();
  const guarded = [
    ["POST", "/api/v1/clusters/main/reports"],
    ["DELETE", "/api/v1/clusters/main/processes/resident"],
    ["GET", "/api/v1/clusters/main/processes"],
    ["GET", "/api/v1/link"],
    ["POST", "/api/status/main/1/2"],
    ["POST", "/api/health/main/1"],
  ] as const;
  const opened: string[] = [];
  let reached = 0;
  for (const [method, path] of guarded)
    for (const spelling of spellings(path)) {
      const body =
        method === "POST" ? { body: report({ seq: 5, shards: [{ id: 1, state: "offline" }] }) } : {};
      const { status, text } = await knock(url, spelling, { method, ...body });
      if (status === 401) reached += 1;
      else if (![400, 404, 405].includes(status) || text.includes("canary"))
        opened.push(`${method} ${spelling}: ${status}`);
    }
  expect(opened).toEqual([]);
  expect(reached).toBeGreaterThan(guarded.length);
  expect(house.rows()).toBe(before);
});

test("CVE-2023-36822 and GHSA-2qgm-m29m-cj2h, files through an address: nothing beside the page's own files is served, however the path is written", async () => {
  const server = await startServer({ BRAND_LOGO: LOGO });
  onTestFinished(server.dispose);
  const ups = [
    "",
    "./",
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..%5c",
    "..\\",
    "....//",
    "..;/",
    "%252e%252e%252f",
    "..%c0%af",
    ".%00./",
    "/",
  ];
  const files = [
    "package.json",
    "server/dist/main.js",
    ".env",
    "dist/.vite/manifest.json",
    ".vite/manifest.json",
    "etc/passwd",
  ];
  for (const up of ups)
    for (const file of files)
      for (const depth of [1, 2, 3, 8])
        for (const root of ["/assets/", "/branding/", "/"]) {
          const path = root + up.repeat(depth) + file;
          const { status, text } = await ask(server.url, path);
          expect([400, 404], path).toContain(status);
          expect(text, path).not.toMatch(/root:|"private"|sourceMappingURL|"isEntry"/);
        }
});
