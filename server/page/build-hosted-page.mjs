// Writes web/dist/index.html, a page for a host apart from the server. Run it after the build.
// Settings: PAGE_SERVER_URL (required), BRAND_NAME (Shardlight), BRAND_LINK (none).
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runnerImport } from "vite";

const webDistDir = join(import.meta.dirname, "../../web/dist");
const { PAGE_SERVER_URL = "", BRAND_NAME = "Shardlight", BRAND_LINK = "" } = process.env;

try {
  const { module } = await runnerImport(join(import.meta.dirname, "hosted-page.ts"));
  const html = await module.renderHostedPage({
    serverUrl: PAGE_SERVER_URL,
    name: BRAND_NAME,
    link: BRAND_LINK === "" ? null : BRAND_LINK,
    webDistDir,
    now: Date.now(),
  });
  writeFileSync(join(webDistDir, "index.html"), html);
  console.log("web/dist is ready to be hosted: index.html and assets/ at the root of a host");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
