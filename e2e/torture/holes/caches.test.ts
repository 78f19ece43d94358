import { expect, onTestFinished, test } from "vitest";
import { startServer } from "../../support/server.ts";
import { openHouse } from "./house.ts";
import { knock } from "./knock.ts";
import { allRoutes, everything, LOGO, METHODS } from "./routes.ts";

test("Kuma's X-Forwarded-Host in links and Gatus's cached badges: no address that a request brings along stands in any answer", async () => {
  const server = await startServer({
    CLUSTERS: "main:3",
    BRAND_LOGO: LOGO,
    TRUSTED_PROXIES: "loopback",
    CORS_ORIGINS: "https://status.example",
  });
  onTestFinished(server.dispose);
  const headers = {
    Host: "canary.example:81",
    "X-Forwarded-Host": "canary.example",
    "X-Forwarded-Proto": "canary",
    "X-Forwarded-Prefix": "/canary",
    "X-Forwarded-For": "203.0.113.77",
    Forwarded: "for=203.0.113.77;host=canary.example;proto=canary",
    "X-Original-URL": "/canary",
    "X-Rewrite-URL": "/canary",
    Origin: "https://canary.example",
    Referer: "https://canary.example/",
  };
  for (const [path, told] of await everything(server.url, headers))
    expect(told, path).not.toMatch(/canary|203\.0\.113\.77/);
  for (const path of [
    "/canary/..",
    "//canary.example/..",
    "/find//canary.example",
    "http://canary.example/",
  ]) {
    const answer = await knock(server.url, path, { headers });
    expect(JSON.stringify(answer.headers) + answer.text, path).not.toContain("canary");
  }
});

test("CWE-524 and web cache deception, what a cache may keep: nothing but the page's own files and the logo, whoever asks and however it ends", async () => {
  const house = await openHouse({
    PROCESSES_PUBLIC: "counts",
    BRAND_LOGO: LOGO,
    CORS_ORIGINS: "https://status.example",
  });
  onTestFinished(house.dispose);
  const { server } = house;
  const page = (await knock(server.url, "/")).text;
  const [script = "", style = ""] = [/src="(\/assets\/[^"]+\.js)"/, /href="(\/assets\/[^"]+\.css)"/].map(
    (at) => at.exec(page)?.[1] ?? "",
  );
  const kept = new Map([
    [script, "public, max-age=31536000, immutable"],
    [style, "public, max-age=31536000, immutable"],
    ["/branding/logo", "public, max-age=300"],
  ]);
  const paths = [
    ...allRoutes().flatMap((route) => [
      route.pathIn("main"),
      route.pathIn("nowhere"),
      `${route.pathIn("main")}/x.css`,
      `${route.pathIn("main")}?x=.js`,
    ]),
    ...kept.keys(),
    "/assets/gone.js",
    "/favicon.ico",
  ];
  const wrong: string[] = [];
  for (const path of new Set(paths))
    for (const secret of [undefined, `Bearer ${house.reader}`, "Bearer wrong"])
      for (const method of METHODS.slice(0, 2)) {
        const headers = {
          "If-None-Match": "*",
          "Accept-Encoding": "gzip",
          Origin: "https://status.example",
          ...(secret && { authorization: secret }),
        };
        const answer = await knock(server.url, path, { method, headers });
        const control = String(answer.headers["cache-control"] ?? "nothing");
        const vary = String(answer.headers["vary"] ?? "");
        const what = `${method} ${path} (${secret ?? "no secret"}): ${answer.status} ${control}, Vary ${vary}`;
        const isKept = kept.get(path.replace("?x=.js", "")) === control && answer.status === 200;
        if (!isKept && !/^no-store\b/.test(control)) wrong.push(what);
        if (answer.headers["content-encoding"] !== undefined && !/accept-encoding/i.test(vary))
          wrong.push(what);
        const isForOrigin = answer.headers["access-control-allow-origin"] !== undefined;
        if (isForOrigin && !/origin/i.test(vary)) wrong.push(what);
        if (answer.headers["access-control-allow-credentials"] !== undefined) wrong.push(what);
        if (answer.headers["set-cookie"] !== undefined) wrong.push(what);
        if (answer.headers["x-content-type-options"] !== "nosniff") wrong.push(`${what}, no nosniff`);
      }
  expect(wrong).toEqual([]);
});
