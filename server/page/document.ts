import { html, raw } from "hono/html";
import type { FeedSnapshot } from "#protocol/feed.ts";
import type { ProcessVisibility } from "#protocol/process.ts";
import type { Look } from "#web/panels/look/look.ts";
import { overviewView } from "#web/panels/overview/overview-view.ts";
import { tabTitle } from "#web/ui/overall-icon.ts";
import { monitorWords } from "#web/words/monitor-words.ts";
import { type OverallWords, overallWords, WAITING_WORDS } from "#web/words/overall.ts";
import { UTC_TIME } from "#web/words/time.ts";
import { accountOf, type People } from "./account.ts";
import type { PageAssets } from "./assets.ts";
import type { CellsContent } from "./cells.ts";
import { clusterSection, type Html } from "./cluster-section.ts";
import { type FinderAnswer, finderSection } from "./finder-section.ts";
import { nodesSection } from "./nodes-section.ts";
import { serversSection } from "./servers-section.ts";

/** Whose page it is. `logo` is a URL path; null shows the lamps. */
export interface Branding {
  readonly name: string;
  readonly link: string | null;
  readonly logo: string | null;
}

/** Everything that the HTML shows. */
export interface PageContent {
  /** Null where another host serves the page, which then asks for the first snapshot itself. */
  readonly snapshot: FeedSnapshot | null;
  readonly branding: Branding;
  readonly assets: PageAssets;
  readonly look: Look;
  /** Where the feed is; empty for the page's own server. */
  readonly serverUrl: string;
  /** What of the bots' processes is public; null where the page does not know the server's setting. */
  readonly processes: ProcessVisibility | null;
  /** Content-Security-Policy for a host that sends no headers of ours. */
  readonly policy: string | null;
  /** Who looks; null where another host serves the page. */
  readonly people: People | null;
  /** What a reader without JavaScript asked. */
  readonly finder: FinderAnswer | null;
  /** Epoch ms. */
  readonly now: number;
  readonly cells: (content: CellsContent) => string;
}

/** JSON that no parser of HTML can take for the end of its script. */
const jsonBlock = (id: string, value: unknown): Html =>
  html`<script type="application/json" id="${id}">${raw(JSON.stringify(value).replaceAll("<", "\\u003c"))}</script>`;

const headOf = ({ assets, branding, policy, snapshot }: PageContent, words: OverallWords): Html => {
  const hasNodes = (snapshot?.nodes ?? []).length > 0;
  return html`<head>
<meta charset="utf-8">
${policy === null ? "" : html`<meta http-equiv="Content-Security-Policy" content="${policy}">`}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${tabTitle(words.short, branding.name, false)}</title>
<meta name="description" content="${branding.name}: is it down, or is it just your server? ${words.headline}.">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="${assets.icons[words.overall]}">
${assets.styles.map((style) => html`<link rel="stylesheet" href="${style}">`)}
${[...assets.preloads, ...(hasNodes ? assets.nodesPreloads : [])].map((module) => html`<link rel="modulepreload" href="${module}">`)}
<script type="module" src="${assets.script}"></script>
</head>`;
};

/** Whose page it is, as its header says it; `what` stands behind the name. */
export const brandOf = ({ branding }: Pick<PageContent, "branding">, what = "status"): Html => {
  const mark =
    branding.logo === null
      ? html`<span class="lamps" aria-hidden="true"><span></span><span></span><span></span></span>`
      : html`<img class="logo" src="${branding.logo}" alt="" height="28">`;
  const name = html`${mark}<span class="brand-name">${branding.name}</span>`;
  return html`<p class="brand">${
    branding.link === null ? name : html`<a href="${branding.link}" rel="noreferrer">${name}</a>`
  } <span class="brand-what">${what}</span></p>`;
};

const connectionOf = ({ snapshot, now }: PageContent): Html => {
  if (snapshot === null) return html`<span class="connection-words">connecting…</span>`;
  const at = new Date(now).toISOString();
  return html`<span class="connection-words">as of <time datetime="${at}">${at.slice(11, 19)} UTC</time></span>`;
};

const viewerOf = (people: People | null): string => {
  if (!people?.viewer) return "";
  return people.viewer.isStaff ? "staff" : "person";
};

/** The whole page as HTML: true before any script runs, and without one. */
export const renderPage = (content: PageContent): Html => {
  const { snapshot, branding, look, serverUrl, now } = content;
  const words = snapshot === null ? WAITING_WORDS : overallWords(snapshot.clusters);
  const notices = snapshot === null ? [] : monitorWords(snapshot.monitor, now, UTC_TIME);
  return html`<!doctype html>
<html lang="en" data-theme="${look.theme}" data-density="${look.density}" data-pulse="${look.pulse}" data-view="${look.view}" data-overall="${words.overall}">
${headOf(content, words)}
<body>
<a class="skip" href="#clusters">Skip to the shards</a>
<shardlight-app data-brand="${branding.name}" data-server="${serverUrl}" data-processes="${content.processes ?? ""}" data-viewer="${viewerOf(content.people)}">
<header class="top">${brandOf(content)}<shardlight-connection class="connection">${connectionOf(content)}</shardlight-connection>${accountOf(content.people)}</header>
<main>
<shardlight-overview class="overview">${overviewView<Html>(html, { words, notices })}</shardlight-overview>
${finderSection(content)}
${serversSection(content.people)}
<div id="clusters">${snapshot?.clusters.map((cluster) => clusterSection(content, cluster)) ?? ""}</div>
<shardlight-nodes class="nodes">${nodesSection(snapshot?.nodes ?? [], now)}</shardlight-nodes>
${
  snapshot === null
    ? html`<noscript><p class="notice">This page needs JavaScript. Without it, read <a href="${serverUrl}/">${serverUrl}</a>.</p></noscript>`
    : ""
}
<shardlight-details id="details" class="details" popover="manual" role="group" aria-label="The shard looked at"></shardlight-details>
</main>
<footer class="foot">
<shardlight-look class="look needs-script"></shardlight-look>
<p class="foot-links"><a href="${serverUrl}/api">For bots: how to report</a></p>
</footer>
<shardlight-announcer class="visually-hidden" role="status"></shardlight-announcer>
</shardlight-app>
${snapshot === null ? "" : jsonBlock("snapshot", snapshot)}
</body>
</html>`;
};
