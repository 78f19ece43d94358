import "../../styles/servers.css";
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { askServerList, askSession, type OwnServers, type Session } from "#web/api/session.ts";
import { FeedController } from "#web/feed/feed-controller.ts";
import { LightElement } from "#web/ui/light-element.ts";
import {
  BOTS_AWAY_WORDS,
  BY_LINK_GONE_WORDS,
  BY_LINK_WORDS,
  headingOf,
  matchWords,
  NO_SERVERS_WORDS,
  SERVERS_AWAY_WORDS,
  SHOW_ALL,
  SOME_AWAY_WORDS,
  sumWords,
} from "#web/words/server-words.ts";
import { ageView, msUntilOld } from "./age-view.ts";
import { FinderNames } from "./finder-names.ts";
import { stepInList } from "./list-keys.ts";
import { inOrder, isMeant, isTroubled, type OwnRow, rowOf } from "./own-rows.ts";
import { rowView } from "./row-view.ts";

/** More are shown when they are asked for: the state of all shards stands below. */
const FIRST_SHOWN = 6;
const FIRST_SHOWN_ON_PHONES = 3;

/** `<shardlight-servers>`: the viewer's servers, each with how its shards are, and the way to its music. */
export class ShardlightServers extends LightElement {
  @state() private session: Session | null = null;
  @state() private own: OwnServers | null = null;
  @state() private isUnanswered = false;
  @state() private isAll = false;
  readonly #feed = new FeedController(this, ({ state: feed }) => feed?.clusters);
  readonly #names = new FinderNames(this, () => this.#chooseFirst());
  readonly #firstShown = matchMedia("(width < 40rem)").matches ? FIRST_SHOWN_ON_PHONES : FIRST_SHOWN;
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
      return html`<p class="quiet">${isByLink ? BY_LINK_GONE_WORDS : isComplete ? NO_SERVERS_WORDS : BOTS_AWAY_WORDS}</p>`;
    const rows = this.#rows(servers);
    const shown = this.#shown(rows);
    const { typed } = this.#names;
    const matches = typed === "" ? "" : matchWords(shown.length, rows.length);
    const sum = isByLink ? BY_LINK_WORDS : sumWords(rows.filter(isTroubled).length, rows.length);
    return html`<p class="own-sum" ?data-claim=${matches === "" && !isByLink && sum !== ""} aria-hidden=${matches === "" ? nothing : "true"}>${matches || sum}</p><p class="visually-hidden" role="status">${matches}</p>
<ul class="own-list" @keydown=${this.#onKey}>${repeat(shown, ({ server }) => server.id, rowView)}</ul>${
      shown.length < rows.length && typed === ""
        ? html`<button type="button" class="quiet-button own-all" @click=${() => this.#showAll(shown.length)}>${SHOW_ALL(rows.length)}</button>`
        : nothing
    }${isComplete || isByLink ? nothing : html`<p class="own-missing">${SOME_AWAY_WORDS}</p>`}`;
  }

  /** @param before how many were shown: the next one takes the focus of the button, which goes */
  async #showAll(before: number): Promise<void> {
    this.isAll = true;
    await this.updateComplete;
    this.querySelectorAll(".own")[before]?.querySelector("a")?.focus();
  }

  readonly #onKey = (event: KeyboardEvent): void => stepInList(this, event, () => this.#names.focus());

  /** By Enter in the finder's box: how the shard of the first that is meant is, there. */
  #chooseFirst(): boolean {
    const first = this.querySelector<HTMLElement>(".own a");
    first?.focus();
    return first !== null;
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
    const { typed } = this.#names;
    if (typed !== "") return rows.filter(({ server }) => isMeant(server, typed));
    if (this.isAll) return rows;
    const [first, others] = [rows.slice(0, this.#firstShown), rows.slice(this.#firstShown)];
    return [...first, ...others.filter(isTroubled).slice(0, first.filter((row) => !isTroubled(row)).length)];
  }

  protected override updated(): void {
    this.#names.offer((this.own?.servers.length ?? 0) > 1);
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
