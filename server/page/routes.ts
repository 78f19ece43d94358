import { type Context, Hono } from "hono";
import type { FeedSnapshot } from "#protocol/feed.ts";
import type { ProcessVisibility } from "#protocol/process.ts";
import type { ShardSummary } from "#protocol/shard-detail.ts";
import { parseLook } from "#web/panels/look/look.ts";
import { type Asked, askedIn } from "../http/asked.ts";
import { readText } from "../http/body.ts";
import type { People } from "./account.ts";
import type { PageAssets } from "./assets.ts";
import { cellRenderer } from "./cells.ts";
import { type Branding, renderPage } from "./document.ts";
import { answerPaste, type FinderAnswer } from "./finder-section.ts";
import { PAGE_HEADERS } from "./headers.ts";
import { renderPlayerPage } from "./player-page.ts";

/** What the page is made from. */
export interface PageDeps {
  readonly snapshot: () => FeedSnapshot;
  readonly shard: (cluster: string, id: number) => ShardSummary;
  readonly branding: Branding;
  readonly assets: PageAssets;
  /** What of the bots' processes is public. */
  readonly processes: ProcessVisibility;
  readonly people: (asked: Asked) => People;
  /** Epoch ms. */
  readonly now: () => number;
}

/** A pasted link is far shorter; so is a form of one field. */
const FORM_LIMIT = {
  maxBytes: 4_096,
  message: "what was pasted is over 4 KiB; paste a server's ID, or a link to it",
} as const;

/** A Discord ID; whatever else is asked for is nowhere. */
const GUILD_ID = ":id{\\d{17,20}}";

/** `GET /`, the page of a server's music, and the finder's form for readers without JavaScript. */
export const pageRoutes = (deps: PageDeps): Hono => {
  const { snapshot, shard, branding, assets, processes, people, now } = deps;
  const renderCells = cellRenderer();
  const answer = (c: Context, current: FeedSnapshot, finder: FinderAnswer | null) => {
    const asked = askedIn(c);
    const who = people(asked);
    const page = renderPage({
      snapshot: current,
      branding,
      assets,
      look: parseLook(asked.header("cookie") ?? ""),
      serverUrl: "",
      processes,
      policy: null,
      finder,
      people: who,
      now: now(),
      cells: renderCells,
    });
    return c.html(page, 200, headersFor(who));
  };
  return new Hono()
    .get("/", (c) => answer(c, snapshot(), null))
    .get(`/servers/${GUILD_ID}`, (c) => {
      const who = people(askedIn(c));
      const { pathname, search } = new URL(c.req.url);
      const page = renderPlayerPage({
        guildId: c.req.param("id"),
        branding,
        assets,
        look: parseLook(c.req.header("Cookie") ?? ""),
        people: who,
        path: `${pathname}${search}`,
        now: now(),
      });
      return c.html(page, 200, headersFor(who));
    })
    .get("/find", (c) => c.redirect("/"))
    .post("/find", async (c) => {
      const pasted = new URLSearchParams(await readText(c, FORM_LIMIT)).get("q") ?? "";
      const current = snapshot();
      const finder = answerPaste(pasted, current.clusters, shard, now());
      return answer(c, current, finder);
    });
};

/** A page without referrer would send the forms that sign someone out with the origin "null". */
const headersFor = ({ viewer }: People): Readonly<Record<string, string>> =>
  viewer === null ? PAGE_HEADERS : { ...PAGE_HEADERS, "Referrer-Policy": "same-origin" };
