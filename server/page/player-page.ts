import { html } from "hono/html";
import type { Look } from "#web/panels/look/look.ts";
import { accountOf, oldGuildsNote, type People } from "./account.ts";
import type { PageAssets } from "./assets.ts";
import type { Html } from "./cluster-section.ts";
import { type Branding, brandOf } from "./document.ts";

/** What the page of a server's music is made from; what plays is asked for by who may see it. */
export interface PlayerPage {
  readonly guildId: string;
  readonly branding: Branding;
  readonly assets: PageAssets;
  readonly look: Look;
  readonly people: People;
  /** Its own path, with the query. */
  readonly path: string;
  /** Epoch ms. */
  readonly now: number;
}

/** The page of a server's music. It holds nothing of the server: that is not public. */
export const renderPlayerPage = (content: PlayerPage): Html => {
  const { guildId, branding, assets, look, people } = content;
  const styles = [...assets.styles, ...assets.player.styles];
  const preloads = [...assets.preloads, ...assets.player.preloads];
  return html`<!doctype html>
<html lang="en" data-page="player" data-theme="${look.theme}" data-pulse="${look.pulse}" data-view="page" data-overall="unknown">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Music · ${branding.name}</title>
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="${assets.icons.unknown}">
${styles.map((style) => html`<link rel="stylesheet" href="${style}">`)}
${preloads.map((module) => html`<link rel="modulepreload" href="${module}">`)}
<script type="module" src="${assets.script}"></script>
</head>
<body>
<shardlight-app data-brand="${branding.name}" data-server="" data-processes="none">
<header class="top">${brandOf({ branding }, "music")}<shardlight-connection class="connection"><span class="connection-words">connecting…</span></shardlight-connection>${accountOf(people)}</header>
<main>
${oldGuildsNote(people, content.path, content.now)}
<shardlight-player class="player" data-guild="${guildId}" data-sign-in="${String(people.hasSignIn)}"><p class="player-wait needs-script">One moment…</p></shardlight-player>
<noscript><section class="gate"><h1>This page needs JavaScript</h1><p>What a server plays is not public: it is shown to those who are in it, once their browser has asked who they are. <a href="/">Whether the bot is up</a> can be read without.</p></section></noscript>
</main>
<footer class="foot">
<p class="foot-links"><a href="/">All shards</a></p>
</footer>
<shardlight-announcer class="visually-hidden" role="status"></shardlight-announcer>
</shardlight-app>
</body>
</html>`;
};
