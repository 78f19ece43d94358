import "../../styles/servers.css";
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { askServerList, askSession, type OwnServers, type Session } from "#web/api/session.ts";
import { FeedController } from "#web/feed/feed-controller.ts";
import { LightElement } from "#web/ui/light-element.ts";
import {
  BOTS_AWAY_WORDS,
  BY_LINK_WORDS,
  FILTER_LABEL,
  headingOf,
  matchWords,
  NO_SERVERS_WORDS,
  SERVERS_AWAY_WORDS,
  SHOW_ALL,
  SOME_AWAY_WORDS,
  sumWords,
} from "#web/words/server-words.ts";
import { ageView, msUntilOld } from "./age-view.ts";
import { onListKey } from "./list-keys.ts";
import { inOrder, isMeant, isTroubled, type OwnRow, rowOf } from "./own-rows.ts";
import { rowView } from "./row-view.ts";

/** More are shown when they are asked for: the state of all shards stands below. */
const FIRST_SHOWN = 6;
/** Of those that fall into trouble while one looks, this many are added by themselves. */
const MOST_ADDED = 6;

/** `<shardlight-servers>`: the viewer's servers, each with how its shards are, and the way to its music. */
export class ShardlightServers extends LightElement {
  @state() private session: Session | null = null;
  @state() private own: OwnServers | null = null;
  @state() private isUnanswered = false;
  @state() private isAll = false;
  @state() private typed = "";
  readonly #feed = new FeedController(this, ({ state: feed }) => feed?.clusters);
  /** IDs in the order in which they were first shown: rows do not move away under a finger. */
  #order: readonly string[] = [];
  #growsOld: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#ask();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#growsOld);
  }

  override render(): TemplateResult {
    const { session, own } = this;
    const isByLink = session?.viewer?.via === "link";
    return html`<section aria-labelledby="own-heading"><div class="own-head"><h2 id="own-heading">${headingOf(isByLink)}</h2>${
      session === null ? nothing : ageView(session, this.#feed.store.now)
    }</div>${
      this.isUnanswered
        ? html`<p class="quiet">${SERVERS_AWAY_WORDS} <button type="button" class="quiet-button" @click=${this.#ask}>Try again</button></p>`
        : own === null
          ? html`<p class="quiet">One moment…</p>`
          : this.#body(own, isByLink)
    }</section>`;
  }

  #body({ servers, isComplete }: OwnServers, isByLink: boolean): TemplateResult {
    if (servers.length === 0)
      return html`<p class="quiet">${isComplete ? NO_SERVERS_WORDS : BOTS_AWAY_WORDS}</p>`;
    const rows = this.#rows(servers);
    const troubled = rows.filter(isTroubled).length;
    const hasField = servers.length > FIRST_SHOWN;
    const shown = this.#shown(rows);
    return html`<p class="own-sum">${isByLink ? BY_LINK_WORDS : sumWords(troubled, rows.length)}</p>
<div @keydown=${onListKey}>${hasField ? this.#field(shown.length, rows.length) : nothing}<ul class="own-list">${repeat(shown, ({ server }) => server.id, rowView)}</ul></div>${
      shown.length < rows.length && this.typed === ""
        ? html`<button type="button" class="quiet-button own-all" @click=${() => {
            this.isAll = true;
          }}>${SHOW_ALL(rows.length)}</button>`
        : nothing
    }${isComplete || isByLink ? nothing : html`<p class="own-missing">${SOME_AWAY_WORDS}</p>`}`;
  }

  #field(matches: number, all: number): TemplateResult {
    return html`<div class="own-field"><input type="search" aria-label=${FILTER_LABEL} placeholder=${FILTER_LABEL} autocomplete="off" spellcheck="false" enterkeyhint="search" .value=${this.typed} @input=${(
      event: InputEvent,
    ) => {
      if (event.target instanceof HTMLInputElement) this.typed = event.target.value;
    }}><span role="status">${this.typed.trim() === "" ? "" : matchWords(matches, all)}</span></div>`;
  }

  #rows(servers: OwnServers["servers"]): readonly OwnRow[] {
    const { store } = this.#feed;
    const rows = servers.map((server) => rowOf(server, (name) => store.cluster(name)));
    if (this.#order.length === 0 && store.state !== null)
      this.#order = inOrder(rows).map(({ server }) => server.id);
    const places = new Map(this.#order.map((id, place) => [id, place]));
    return [...rows].sort((a, b) => (places.get(a.server.id) ?? 0) - (places.get(b.server.id) ?? 0));
  }

  #shown(rows: readonly OwnRow[]): readonly OwnRow[] {
    if (this.typed.trim() !== "") return rows.filter(({ server }) => isMeant(server, this.typed));
    if (this.isAll) return rows;
    return [
      ...rows.slice(0, FIRST_SHOWN),
      ...rows.slice(FIRST_SHOWN).filter(isTroubled).slice(0, MOST_ADDED),
    ];
  }

  readonly #ask = async (): Promise<void> => {
    this.isUnanswered = false;
    try {
      this.session = await askSession();
      // It was signed out in another tab: the page comes anew, without the list.
      if (this.session.viewer === null) return this.remove();
      clearTimeout(this.#growsOld);
      this.#growsOld = setTimeout(
        () => this.requestUpdate(),
        msUntilOld(this.session.viewer, this.#feed.store.now),
      );
      this.own = await askServerList();
    } catch {
      this.isUnanswered = true;
    }
  };
}
