import "../../styles/servers.css";
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { shardOfGuild } from "#protocol/guild.ts";
import { askServers, askSession, type OwnServer, signOut } from "#web/api/session.ts";
import { FeedController } from "#web/feed/feed-controller.ts";
import { fragmentOfGuild } from "#web/panels/finder/guild-fragment.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { serverMarkView } from "#web/ui/server-mark-view.ts";
import {
  NO_SERVERS_WORDS,
  ownShardWords,
  SERVERS_AWAY_WORDS,
  SERVERS_HEADING,
} from "#web/words/server-words.ts";

/** More than these are shown when they are asked for. */
const FIRST_SHOWN = 12;
/** Where it is noted that the list of servers was asked of Discord anew, so that this goes round once at most. */
const RENEWED = "shardlight-renewed";

/** `<shardlight-servers>`: the viewer's servers, each with how its shards are, and the way to its music. */
export class ShardlightServers extends LightElement {
  @state() private servers: readonly OwnServer[] | null = null;
  @state() private trouble: string | null = null;
  @state() private name = "";
  @state() private isAll = false;
  readonly #feed = new FeedController(this, ({ state: feed }) => feed?.clusters);

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#ask();
  }

  override render(): TemplateResult {
    if (this.name === "" && this.trouble === null) return html``;
    return html`<section aria-labelledby="own-heading"><div class="own-head"><h2 id="own-heading">${SERVERS_HEADING}</h2>${
      this.name === ""
        ? nothing
        : html`<p class="own-who">Signed in as <bdi>${this.name}</bdi> <button type="button" class="quiet-button" @click=${signOut}>Sign out</button></p>`
    }</div>${this.#body()}</section>`;
  }

  #body(): TemplateResult {
    const { servers, trouble, isAll } = this;
    if (trouble !== null) return html`<p class="quiet">${trouble}</p>`;
    if (servers === null) return html`<p class="quiet">One moment…</p>`;
    if (servers.length === 0) return html`<p class="quiet">${NO_SERVERS_WORDS}</p>`;
    const shown = isAll ? servers : servers.slice(0, FIRST_SHOWN);
    return html`<ul class="own-list">${shown.map((server) => this.#row(server))}</ul>${
      servers.length > shown.length
        ? html`<button type="button" class="quiet-button" @click=${() => {
            this.isAll = true;
          }}>Show all ${servers.length}</button>`
        : nothing
    }`;
  }

  #row({ id, name, iconUrl, clusters }: OwnServer): TemplateResult {
    const guildId = BigInt(id);
    return html`<li class="own">${serverMarkView({ name, iconUrl })}<div class="own-words"><p class="own-name"><bdi>${name}</bdi></p><ul class="own-shards">${clusters.map(
      (cluster) => this.#shard(guildId, cluster),
    )}</ul></div><a class="own-music" href="/servers/${id}" aria-label="Music of ${name}">Music</a></li>`;
  }

  #shard(guildId: bigint, name: string): TemplateResult | typeof nothing {
    const cluster = this.#feed.store.cluster(name);
    if (cluster === undefined) return nothing;
    const shard = shardOfGuild(guildId, cluster.shardCount);
    const its = cluster.states[shard] ?? "unknown";
    return html`<li><a href=${fragmentOfGuild(guildId)}><span class="swatch" data-state=${its}></span>${ownShardWords(name, its)}</a></li>`;
  }

  async #ask(): Promise<void> {
    try {
      const { viewer, canSignIn } = await askSession();
      if (viewer === null) return;
      this.name = viewer.name;
      if (viewer.isRenewalDue && canSignIn && sessionStorage.getItem(RENEWED) === null) {
        sessionStorage.setItem(RENEWED, "1");
        const here = encodeURIComponent(location.pathname + location.search + location.hash);
        location.replace(`/auth/sign-in?to=${here}`);
        return;
      }
      if (!viewer.isRenewalDue) sessionStorage.removeItem(RENEWED);
      this.servers = await askServers();
    } catch {
      this.trouble = SERVERS_AWAY_WORDS;
    }
  }
}
