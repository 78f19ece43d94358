import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { visit } from "../../page/visit.ts";
import { launchBrowser } from "../../support/browser.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { until } from "../../support/until.ts";
import { knock } from "./knock.ts";

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(() => server.dispose());

const MARKUP = "<img src=x onerror=pwned(1)>";
const EVIL = [
  MARKUP,
  `"'><script>pwned(2)</script>`,
  "</script><script>pwned(3)</script>",
  "<svg onload=pwned(4)>",
  "javascript:pwned(5)",
  "\u2028<b id=injected>\u2029",
  "\u202e<b id=injected>",
  "<!--<script>",
  `\${pwned(6)}`,
  "&lt;b id=injected&gt;",
  "]]><b id=injected>",
].join(" ");

/** Elements that only markup in words of others could have made, and addresses that run. */
const INJECTED = `({
  elements: document.querySelectorAll("img[src=x], #injected, svg[onload], body script:not([type='application/json'])").length,
  handlers: [...document.querySelectorAll("*")].filter((its) => its.getAttributeNames().some((name) => name.startsWith("on"))).length,
  addresses: [...document.querySelectorAll("[href], [src]")].filter((its) =>
    /^\\s*(javascript|data|vbscript):/i.test(its.getAttribute("href") ?? its.getAttribute("src"))).length,
})`;
const NOTHING = { elements: 0, handlers: 0, addresses: 0 };

test("CVE-2023-49276 and OpenStatus 43d9b2b9e, words of others as markup: names, reasons, labels, versions and what is pasted are shown as text, with a script and without", async () => {
  const cluster = `"'>${MARKUP}`;
  server = await startServer({
    CLUSTERS: `${cluster}:3`,
    BRAND_NAME: "</script><script>pwned(0)</script>",
    BRAND_LINK: 'https://astro.example/"onclick=pwned(7)//<b id=injected>',
    PROCESSES_PUBLIC: "all",
  });
  const report = (seq: number, state: string) =>
    knock(server.url, `/api/v1/clusters/${encodeURIComponent(cluster)}/reports`, {
      method: "POST",
      body: JSON.stringify({
        boot: "b",
        seq,
        shardCount: 3,
        shards: [{ id: 1, state, reason: EVIL.slice(0, 200) }],
        process: {
          label: EVIL.slice(0, 60),
          versions: { plugin: EVIL.slice(20, 80), library: EVIL.slice(60, 120), runtime: MARKUP },
        },
      }),
    });
  expect((await report(1, "unhealthy")).status).toBe(200);
  const { page, sees, hears, faults } = await visit(
    browser,
    `${server.url}/#guild=${encodeURIComponent(EVIL)}`,
  );
  let isPwned = false;
  page.on("dialog", () => {
    isPwned = true;
  });
  await page.exposeFunction("pwned", () => {
    isPwned = true;
  });
  await hears(/^live/);
  expect((await report(2, "starting")).status).toBe(200);
  await sees(cluster.replaceAll('"', '\\"'), 1, "starting");
  await page.locator("[data-shard='1']").first().click();
  await page.locator("shardlight-details").getByText("<img src=x").first().waitFor();
  await page.keyboard.press("Escape");
  await page.locator("shardlight-processes summary").first().click();
  await page.locator("shardlight-processes").getByText("<img src=x").first().waitFor();
  await page.getByRole("textbox").fill(EVIL);
  await page.keyboard.press("Enter");
  await page.locator(".finder-problem").first().waitFor();
  expect(await page.evaluate(INJECTED)).toEqual(NOTHING);
  expect(await page.innerText("main h2")).toContain(MARKUP);
  expect(await page.innerText("header")).toContain("</script><script>pwned(0)</script>");
  expect(faults).toEqual([]);
  expect(isPwned).toBe(false);
  await page.context().close();

  const plain = await visit(browser, server.url, { javaScriptEnabled: false });
  onTestFinished(() => plain.close());
  await plain.page.getByRole("textbox").fill(`${EVIL} 175928847299117063`);
  await plain.page.keyboard.press("Enter");
  await plain.page.getByText("Your server is on shard").first().waitFor();
  expect(await plain.page.locator("img[src=x], #injected, [onclick], [onerror]").count()).toBe(0);
  expect(await plain.page.getByRole("textbox").inputValue()).toContain("<svg onload=pwned(4)>");
});

/** A site of someone else, which holds what it is given. */
const openElsewhere = async (html: string) => {
  const site = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end(html));
  site.listen(0, "127.0.0.1");
  await once(site, "listening");
  onTestFinished(() => {
    site.close();
    site.closeAllConnections();
  });
  const { page, close } = await visit(browser, `http://localhost:${(site.address() as AddressInfo).port}/`);
  onTestFinished(close);
  return page;
};

test("CWE-1021, the page in a frame of another site: no page of ours is shown in one", async () => {
  server = await startServer();
  const page = await openElsewhere(
    ["/", "/api", "/find"].map((path) => `<iframe src="${server.url}${path}"></iframe>`).join(""),
  );
  for (const place of [1, 2, 3])
    await until(`frame ${place} is refused`, () => page.frames()[place]?.url().startsWith("chrome-error:"));
});

interface Tried {
  readonly feed: string;
  readonly link: string;
  readonly read: string;
  readonly pushes: readonly string[];
}

/** What a page of another site tries. */
const triesAgainst = (url: string) => `(async () => {
  const listen = (path, word) =>
    new Promise((resolve) => {
      const socket = new WebSocket(${JSON.stringify(url.replace("http", "ws"))} + path);
      socket.onmessage = ({ data }) => resolve(data);
      socket.onerror = () => resolve("refused");
      socket.onclose = () => resolve("closed");
      socket.onopen = () => word && socket.send(word);
    });
  const ask = (path, init) =>
    fetch(${JSON.stringify(url)} + path, init).then((answer) => answer.text(), () => "unreadable");
  const hello = { type: "hello", protocol: 1, cluster: "main", boot: "evil", shardCount: 3, shardIds: [1] };
  const body = JSON.stringify({ boot: "evil", seq: 1, shardCount: 3, shards: [{ id: 1, state: "offline" }] });
  const push = (mode, type) =>
    ask("/api/v1/clusters/main/reports", {
      method: "POST", mode, credentials: "include", body, headers: { "Content-Type": type },
    });
  return {
    feed: await listen("/api/feed"),
    link: await listen("/api/v1/link", JSON.stringify(hello)),
    read: await ask("/api/v1/clusters/main/processes", { credentials: "include" }),
    pushes: [
      await push("no-cors", "text/plain"),
      await push("cors", "text/plain"),
      await push("cors", "application/json"),
      await ask("/api/status/main/1/2", { method: "POST", mode: "no-cors" }),
    ],
  };
})()`;

test("CVE-2023-49805, cross-site hijack of a WebSocket: a page of another site hears on Glance's feed what all may hear, and gets neither a link nor a word in, where no secret is asked for either", async () => {
  for (const secret of [{}, { PASSPHRASE: "of-this-server" }]) {
    server = await startServer({ CLUSTERS: "main:3", ...secret });
    const page = await openElsewhere("<title>elsewhere</title>");
    const got = await page.evaluate<Tried>(triesAgainst(server.url));
    expect(JSON.parse(got.feed)).toEqual({ op: "hello", payload: { main: { len: 3 } } });
    expect(got.link).toBe("refused");
    expect(got.read).toBe("unreadable");
    expect(got.pushes.join()).not.toContain("accepted");
    expect((await knock(server.url, "/plain")).text).toContain("3 unknown");
    if (!("PASSPHRASE" in secret)) await server.dispose();
  }
});

test("CVE-2024-28224, a name of another site that is made to point here: on a server without secrets its pages may not push, and see of the bots what all may see", async () => {
  server = await startServer({ CLUSTERS: "main:3" });
  const body = (seq: number) =>
    JSON.stringify({
      boot: "b",
      seq,
      shardCount: 3,
      shards: [{ id: 1, state: "online" }],
      process: { label: "canary" },
    });
  const push = (seq: number, headers: Record<string, string>) =>
    knock(server.url, "/api/v1/clusters/main/reports", { method: "POST", headers, body: body(seq) });
  const list = (host: string) =>
    knock(server.url, "/api/v1/clusters/main/processes", { headers: { Host: host } });
  expect((await push(1, {})).status).toBe(200);
  for (const name of [
    "rebound.example",
    "127.0.0.1.rebound.example",
    "localhost.rebound.example",
    "192.0.2.1",
    "0.0.0.0",
  ]) {
    const Host = `${name}:${server.port}`;
    expect((await push(2, { Host, Origin: `http://${Host}` })).status, name).toBe(403);
    expect((await list(Host)).text, name).not.toContain("canary");
  }
  for (const name of ["127.0.0.1", "localhost", "[::1]"])
    expect((await list(`${name}:${server.port}`)).text, name).toContain("canary");
});
