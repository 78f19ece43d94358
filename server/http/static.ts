import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";

const LOGO_TYPES: Readonly<Record<string, string>> = {
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
};

/** Where the logo is served, if there is one. */
export const LOGO_PATH = "/branding/logo";

/** The page's hashed files, never to be asked for twice, and the brand's logo. */
export const staticRoutes = (files: { readonly webDistDir: string; readonly logoFile: string | null }) => {
  const app = new Hono();
  app.use(
    "/assets/*",
    serveStatic({
      root: files.webDistDir,
      onFound: (_, c) => {
        c.header("Cache-Control", "public, max-age=31536000, immutable");
        c.header("X-Content-Type-Options", "nosniff");
      },
    }),
  );
  if (files.logoFile !== null) {
    const logo = readFileSync(files.logoFile);
    const type = LOGO_TYPES[extname(files.logoFile).toLowerCase()] ?? "application/octet-stream";
    app.get(LOGO_PATH, (c) =>
      c.body(logo, 200, {
        "Content-Type": type,
        "Cache-Control": "public, max-age=300",
        "X-Content-Type-Options": "nosniff",
        // An SVG opened by itself is a document and could run scripts.
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      }),
    );
  }
  return app;
};
