import { html } from "hono/html";
import { headingOf } from "#web/words/server-words.ts";
import type { People } from "./account.ts";
import type { Html } from "./cluster-section.ts";

/** Where someone's servers are shown once their bots have been asked; empty for who is not signed in. */
export const serversSection = (people: People | null): Html | "" => {
  if (!people?.viewer) return "";
  const { isByLink } = people.viewer;
  return html`<shardlight-servers class="servers"><section aria-labelledby="own-heading"><div class="own-head"><h2 id="own-heading">${headingOf(isByLink)}</h2></div>
<p class="quiet needs-script">One moment…</p><noscript><p class="quiet">Their list needs JavaScript. The finder above answers without.</p></noscript></section></shardlight-servers>`;
};
