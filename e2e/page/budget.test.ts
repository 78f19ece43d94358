import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { startServer } from "../support/server.ts";

const WEB_DIST = join(import.meta.dirname, "../../web/dist");

test.each([
  ["status", "/", 40],
  ["music", "/servers/81384788765712384", 64],
])(
  "all JavaScript and CSS of the first load of the %s page (%s) are at most %i KB gzip",
  async (_, path, most) => {
    const server = await startServer();
    const html = await (await fetch(`${server.url}${path}`)).text();
    await server.dispose();
    const files = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(
      ([, file]) => file ?? "",
    );
    const worker = readdirSync(join(WEB_DIST, "assets")).filter((name) => /worker.*\.js$/.test(name));
    const loaded = [...files, ...worker.map((name) => `assets/${name}`)];
    expect(files.some((file) => file.endsWith(".js"))).toBe(true);
    const bytes = loaded.reduce((sum, file) => sum + gzipSync(readFileSync(join(WEB_DIST, file))).length, 0);
    expect(bytes).toBeLessThanOrEqual(most * 1_024);
  },
);

test("the page holds no Zod, and no development build of Lit", () => {
  for (const name of readdirSync(join(WEB_DIST, "assets")).filter((file) => file.endsWith(".js"))) {
    const text = readFileSync(join(WEB_DIST, "assets", name), "utf8");
    expect(text).not.toMatch(/ZodError|\$ZodType|Lit is in dev mode/);
  }
});
