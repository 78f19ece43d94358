import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { startServer } from "../support/server.ts";

const WEB_DIST = join(import.meta.dirname, "../../web/dist");
const MAX_FIRST_LOAD_BYTES = 40 * 1_024;

test("all JavaScript and CSS of the first load are at most 40 KB gzip", async () => {
  const server = await startServer();
  const html = await (await fetch(server.url)).text();
  await server.dispose();
  const files = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, file]) => file ?? "",
  );
  const worker = readdirSync(join(WEB_DIST, "assets")).filter((name) => /worker.*\.js$/.test(name));
  const loaded = [...files, ...worker.map((name) => `assets/${name}`)];
  expect(files.some((file) => file.endsWith(".js"))).toBe(true);
  const bytes = loaded.reduce((sum, file) => sum + gzipSync(readFileSync(join(WEB_DIST, file))).length, 0);
  expect(bytes).toBeLessThanOrEqual(MAX_FIRST_LOAD_BYTES);
});

test("the page holds no Zod, and no development build of Lit", () => {
  for (const name of readdirSync(join(WEB_DIST, "assets")).filter((file) => file.endsWith(".js"))) {
    const text = readFileSync(join(WEB_DIST, "assets", name), "utf8");
    expect(text).not.toMatch(/ZodError|\$ZodType|Lit is in dev mode/);
  }
});
