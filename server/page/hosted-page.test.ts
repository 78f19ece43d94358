import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { readPageAssets } from "./assets.ts";
import { renderHostedPage } from "./hosted-page.ts";

const dir = mkdtempSync(join(tmpdir(), "shardlight-page-"));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const build = (): void => {
  mkdirSync(join(dir, ".vite"), { recursive: true });
  const icon = (name: string) => [`icons/${name}.svg`, { file: `assets/${name}-1.svg` }];
  const icons = Object.fromEntries(["up", "down", "changing", "unknown"].map(icon));
  const main = { file: "assets/main-1.js", css: ["assets/main-1.css"] };
  const nodes = { file: "assets/nodes-1.js" };
  const player = { file: "assets/player-1.js", css: ["assets/player-1.css"] };
  const scripts = {
    "app/main.ts": main,
    "panels/nodes/nodes-element.ts": nodes,
    "panels/player/define.ts": player,
  };
  writeFileSync(join(dir, ".vite/manifest.json"), JSON.stringify({ ...icons, ...scripts }));
};

const render = (serverUrl: string) =>
  renderHostedPage({ serverUrl, name: "Astro", link: null, webDistDir: dir, now: 0 });

test("a page on another host may speak to its server, and to nothing else", async () => {
  build();
  const html = await render("https://status-api.example/");
  expect(html).toContain("connect-src https://status-api.example;");
  expect(html).toContain('data-server="https://status-api.example"');
  expect(html).not.toContain('id="snapshot"');
});

test.each(["", "status-api.example", "javascript:alert(1)"])("%o is no address of a server", async (url) => {
  build();
  await expect(render(url)).rejects.toThrow("PAGE_SERVER_URL must be");
});

test.each(["javascript:alert(1)", "astro.example", "data:text/html,x"])(
  "%o is no link of a brand",
  async (link) => {
    build();
    const page = { serverUrl: "https://status-api.example", name: "Astro", link, webDistDir: dir, now: 0 };
    await expect(renderHostedPage(page)).rejects.toThrow("BRAND_LINK must be");
  },
);

test("a page that is not built says how to build it", () => {
  expect(() => readPageAssets(join(dir, "nowhere"))).toThrow("npm run build");
});
