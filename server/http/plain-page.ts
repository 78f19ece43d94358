import type { Context } from "hono";
import { html } from "hono/html";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { parseLook } from "#web/panels/look/look.ts";
import type { PageAssets } from "../page/assets.ts";
import { type Branding, brandOf } from "../page/document.ts";
import { PAGE_HEADERS } from "../page/headers.ts";

/** A page of a few sentences. */
export interface PlainContent {
  readonly title: string;
  readonly body: ReturnType<typeof html>;
  readonly status?: ContentfulStatusCode;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers with a page that works without any script. */
export type PlainPage = (c: Context, content: PlainContent) => Response | Promise<Response>;

/** Plain pages in the look of the status page. @param branding whose page it is */
export const plainPage =
  ({ assets, branding }: { readonly assets: PageAssets; readonly branding: Branding }): PlainPage =>
  (c, { title, body, status = 200, headers = {} }) =>
    c.html(
      html`<!doctype html>
<html lang="en" data-theme="${parseLook(c.req.header("Cookie") ?? "").theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · ${branding.name}</title>
<link rel="icon" type="image/svg+xml" href="${assets.icons.unknown}">
${assets.styles.map((style) => html`<link rel="stylesheet" href="${style}">`)}
</head>
<body>
<div class="frame">
<header class="top">${brandOf({ branding }, "sign-in")}</header>
<main class="gate">
<h1>${title}</h1>
${body}
</main>
</div>
</body>
</html>`,
      status,
      { ...PAGE_HEADERS, ...headers },
    );
