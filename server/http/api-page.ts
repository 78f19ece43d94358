import type { Context, Hono } from "hono";
import { html } from "hono/html";
import { generateSpecs } from "hono-openapi";
import { parseLook } from "#web/panels/look/look.ts";
import type { PageAssets } from "../page/assets.ts";
import { PAGE_HEADERS } from "../page/headers.ts";

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

/** Tags of the API in the order of the page, each with what it is for. */
const TAGS = {
  push: "Push: for bots",
  read: "Read: for everyone",
  glance: "Glance: for bots that were written for it",
  "sign-in": "Signing in: for browsers",
  music: "Music: for people who are signed in, and their programs",
  audio: "Audio nodes: for operations",
  health: "Health: for those who watch this server",
} as const;

/** What the page shows of a JSON Schema. */
interface Field {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Field[];
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, Field>>;
  readonly items?: Field;
  readonly required?: readonly string[];
}

interface Operation {
  readonly path: string;
  readonly method: string;
  readonly summary: string;
  readonly description: string;
  /** What a token must be made for; null where no secret is asked for. */
  readonly scope: string | null;
  /** Whether it takes someone who is signed in, or a server's key. */
  readonly isForPeople: boolean;
  /** Whether it takes someone who is signed in, and no key. */
  readonly isForSignedIn: boolean;
  /** What may go along beside path and body. */
  readonly parameters: readonly (readonly [name: string, words: string])[];
  readonly body: Field | undefined;
  readonly answers: readonly (readonly [status: string, words: string])[];
}

/** `GET /api`: the generated OpenAPI document as a page to read. */
export const apiPage = (app: Hono, assets: PageAssets) => async (c: Context) => {
  const operations = await operationsOf(app);
  const { theme } = parseLook(c.req.header("Cookie") ?? "");
  return c.html(
    html`<!doctype html>
<html lang="en" data-theme="${theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Shardlight API</title>
<link rel="icon" type="image/svg+xml" href="${assets.icons.up}">
${assets.styles.map((style) => html`<link rel="stylesheet" href="${style}">`)}
</head>
<body>
<main class="reference">
<p><a href="/">Back to the shards</a></p>
<h1>How to report, and how to read</h1>
<p class="quiet">For programs: <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1). Durations are in ms, instants in ms since 1970.</p>
${Object.entries(TAGS).map(
  ([tag, words]) => html`<h2>${words}</h2>${operations.get(tag)?.map(operationView) ?? ""}`,
)}
</main>
</body>
</html>`,
    200,
    { ...PAGE_HEADERS },
  );
};

const operationsOf = async (app: Hono): Promise<ReadonlyMap<string, readonly Operation[]>> => {
  const byTag = new Map<string, Operation[]>();
  const { paths = {} } = await generateSpecs(app);
  for (const [path, item] of Object.entries(paths)) {
    for (const method of METHODS) {
      const operation = item?.[method];
      if (operation === undefined) continue;
      const {
        tags: [tag = ""] = [],
        summary = "",
        description = "",
        security,
        parameters = [],
        requestBody,
        responses,
      } = operation;
      const content = requestBody !== undefined && "content" in requestBody ? requestBody.content : {};
      byTag.set(tag, [
        ...(byTag.get(tag) ?? []),
        {
          path,
          method: method.toUpperCase(),
          summary,
          description,
          scope: security?.flatMap(({ token }) => token ?? [])[0] ?? null,
          isForPeople: security?.some((one) => "guildKey" in one) ?? false,
          isForSignedIn: security?.every((one) => "session" in one) ?? false,
          parameters: parameters.flatMap((one) =>
            "in" in one && one.in !== "path"
              ? [[`${MARK_OF[one.in]}${one.name}`, one.description ?? ""]]
              : [],
          ),
          body: content["application/json"]?.schema as Field | undefined,
          answers: Object.entries(responses ?? {}).map(([status, answer]) => [
            status,
            "description" in answer ? answer.description : "",
          ]),
        },
      ]);
    }
  }
  return byTag;
};

/** How a parameter is told from the others. */
const MARK_OF: Readonly<Record<string, string>> = { query: "?", header: "header " };

/** Text with its `code` set apart. */
const prose = (text: string) =>
  text.split("`").map((part, place) => (place % 2 === 1 ? html`<code>${part}</code>` : part));

const operationView = ({
  path,
  method,
  summary,
  description,
  scope,
  isForPeople,
  isForSignedIn,
  parameters,
  body,
  answers,
}: Operation) => html`
<section class="operation">
<h3><span class="method">${method}</span><code>${path}</code></h3>
<p>${summary}. ${prose(description)}</p>
${scope !== null ? html`<p class="quiet">With the header <code>Authorization: Bearer &lt;secret&gt;</code>: the server's passphrase, or a token with scope <code>${scope}</code>.</p>` : ""}
${isForPeople ? html`<p class="quiet">For who is signed in, or with a key of the server: <code>Authorization: Bearer slk_…</code>.</p>` : ""}
${isForSignedIn ? html`<p class="quiet">For who is signed in, from this server's own pages; with no key.</p>` : ""}
${parameters.length === 0 ? "" : table("Besides", parameters)}
${body === undefined ? "" : table("Body", fieldsOf(body, ""))}
${table("Answers", answers)}
</section>`;

const table = (caption: string, rows: readonly (readonly [name: string, words: string])[]) => html`
<table><caption>${caption}</caption><tbody>
${rows.map(([name, words]) => html`<tr><th scope="row"><code>${name}</code></th><td>${prose(words)}</td></tr>`)}
</tbody></table>`;

const fieldsOf = (schema: Field, prefix: string): (readonly [string, string])[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const isOptional = schema.required?.includes(name) !== true;
    const words = `${typeWords(field)}${isOptional ? ", optional" : ""}`;
    return [[`${prefix}${name}`, words] as const, ...fieldsOf(field.items ?? {}, `${prefix}${name}[].`)];
  });

const typeWords = (field: Field): string => {
  if (field.enum !== undefined) return field.enum.join(", ");
  if (field.anyOf !== undefined) return field.anyOf.map(typeWords).join(" or ");
  const { type, minimum, maximum, maxLength } = field;
  const range = minimum !== undefined && maximum !== undefined ? `, ${minimum} to ${maximum}` : "";
  const length = maxLength === undefined ? "" : `, at most ${maxLength} characters`;
  return `${String(type)}${range}${length}`;
};
