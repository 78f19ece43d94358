import type { Context, Hono } from "hono";
import { html } from "hono/html";
import { generateSpecs } from "hono-openapi";
import type { PageAssets } from "../page/assets.ts";
import { PAGE_HEADERS } from "../page/headers.ts";

const METHODS = ["get", "post", "delete"] as const;

/** `GET /api`: the generated OpenAPI document as a page to read. */
export const apiPage = (app: Hono, assets: PageAssets) => async (c: Context) => {
  const { paths = {} } = await generateSpecs(app);
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item?.[method];
      return operation === undefined ? [] : [{ path, method: method.toUpperCase(), operation }];
    }),
  );
  const styles = assets.styles.map((href) => html`<link rel="stylesheet" href="${href}">`);
  const body = operations.map(
    ({ path, method, operation }) => html`
      <section>
        <h2><code>${method} ${path}</code></h2>
        <p>${operation.summary}. ${operation.description ?? ""}</p>
        <ul>
          ${Object.entries(operation.responses ?? {}).map(
            ([status, answer]) =>
              html`<li><strong>${status}</strong> ${"description" in answer ? answer.description : ""}</li>`,
          )}
        </ul>
      </section>`,
  );
  return c.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Shardlight API</title>
          ${styles}
        </head>
        <body>
          <main class="prose">
            <h1>Shardlight API</h1>
            <p>For programs: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a> (OpenAPI 3.1).</p>
            ${body}
          </main>
        </body>
      </html>`,
    200,
    { ...PAGE_HEADERS },
  );
};
