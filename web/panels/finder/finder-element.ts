import { html, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { ShardDetail } from "#protocol/shard-detail.ts";
import { FeedController } from "#web/feed/feed-controller.ts";
import { LightElement } from "#web/ui/light-element.ts";
import { SecondsController } from "#web/ui/seconds-controller.ts";
import { answerWords, type Found, find, type Place, PROBLEM_WORDS } from "#web/words/finder-words.ts";
import { LOCAL_TIME } from "#web/words/time.ts";
import { type Answer, answersView } from "./answers-view.ts";
import { FoundEvent } from "./found-event.ts";
import { fragmentOfGuild, guildOfFragment } from "./guild-fragment.ts";

/** Details of an answer are asked for again so often. */
const REFRESH_MS = 10_000;
const COPIED_SHOWN_MS = 2_500;

const NO_DETAILS = "Since when is not known: the server is not answering.";

/** `<shardlight-finder>`: finds the shard of a server. The ID never leaves the browser. */
export class ShardlightFinder extends LightElement {
  @state() private found: Found | null = null;
  @state() private known: ReadonlyMap<string, ShardDetail | null> = new Map();
  @state() private isCopied = false;
  readonly #feed = new FeedController(this, ({ state: feed }) => feed?.clusters);
  #states = "";
  #refresh: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new SecondsController(this, () => this.found !== null && this.found.kind !== "problem");
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#search({ isAsked: true, isFinal: true });
    });
    this.addEventListener("input", () => this.#search({ isAsked: false, isFinal: false }));
    this.addEventListener("paste", () => setTimeout(() => this.#search({ isAsked: true, isFinal: true })));
    this.addEventListener("click", ({ target }) => this.#press(target));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.#onKey);
    addEventListener("hashchange", this.#readFragment);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#onKey);
    removeEventListener("hashchange", this.#readFragment);
    clearTimeout(this.#refresh);
  }

  override render(): TemplateResult {
    const { found } = this;
    if (found === null) return html``;
    const { now } = this.#feed.store;
    const answers = found.kind === "problem" ? [] : found.places.flatMap((place) => this.#answer(place));
    const share =
      found.kind === "guild"
        ? html`<p class="finder-share"><button type="button" class="quiet-button" data-do="copy">${this.isCopied ? "Link copied" : "Copy a link to this answer"}</button></p>`
        : "";
    return html`${answersView(html, { found, answers, now, zone: LOCAL_TIME })}${share}`;
  }

  protected override renderTarget(): HTMLElement {
    const result = this.querySelector<HTMLElement>(".finder-result");
    if (result === null) throw new Error("shardlight-finder has no .finder-result");
    return result;
  }

  protected override firstUpdated(): void {
    this.#readFragment();
    if (this.found === null && this.#input.value !== "") this.#search({ isAsked: false, isFinal: false });
  }

  protected override willUpdate(_changed: PropertyValues): void {
    // The clusters come late where another host serves the page.
    if (this.found === null || this.found.kind === "problem" || this.found.places.length > 0) return;
    this.#search({ isAsked: true, isFinal: true });
  }

  protected override updated(): void {
    const places = this.#places();
    const states = places.map((place) => this.#stateOf(place)).join();
    if (states !== this.#states && places.length > 0) this.#ask();
    this.#states = states;
  }

  get #input(): HTMLInputElement {
    const input = this.querySelector("input");
    if (input === null) throw new Error("shardlight-finder has no input");
    return input;
  }

  #places(): readonly Place[] {
    return this.found === null || this.found.kind === "problem" ? [] : this.found.places;
  }

  #stateOf({ cluster, shard }: Place) {
    return this.#feed.store.cluster(cluster)?.states[shard];
  }

  #answer(place: Place): Answer[] {
    const its = this.#stateOf(place);
    if (its === undefined) return [];
    const detail = this.known.get(place.cluster);
    const isCurrent = detail?.id === place.shard && detail.state === its;
    return [
      { place, state: its, known: isCurrent ? detail : null, trouble: detail === null ? NO_DETAILS : null },
    ];
  }

  /** @param how asked: bring it into view; final: say what is wrong with it */
  #search(how: { readonly isAsked: boolean; readonly isFinal: boolean }): void {
    const { store } = this.#feed;
    const found = find(this.#input.value, store.state?.clusters ?? [], store.now);
    const isQuiet = found.kind === "problem" && !how.isFinal;
    this.found = isQuiet ? null : found;
    this.isCopied = false;
    if (found.kind === "guild") history.replaceState(null, "", fragmentOfGuild(found.guildId));
    else if (location.hash !== "") history.replaceState(null, "", location.pathname + location.search);
    const places = this.#places();
    const down = places.find((place) => this.#stateOf(place) !== "online");
    const goTo = how.isAsked ? (down ?? places[0] ?? null) : null;
    this.dispatchEvent(new FoundEvent({ places, goTo, words: isQuiet ? "" : this.#spoken(found) }));
    this.#states = "";
  }

  #spoken(found: Found): string {
    if (found.kind === "problem") return PROBLEM_WORDS[found.problem];
    return found.places
      .flatMap((place) => answerWords(found.kind, place, this.#stateOf(place) ?? "unknown", null))
      .join(" ");
  }

  #ask(): void {
    clearTimeout(this.#refresh);
    for (const { cluster, shard } of this.#places()) {
      this.#feed.provider.details
        .get(cluster, shard)
        // What was known stays, for as long as the state is still the same.
        .catch(() => this.known.get(cluster) ?? null)
        .then((detail) => {
          this.known = new Map(this.known).set(cluster, detail);
        });
    }
    this.#refresh = setTimeout(() => this.#ask(), REFRESH_MS);
  }

  readonly #readFragment = (): void => {
    const guild = guildOfFragment(location.hash);
    if (guild === null) return;
    this.#input.value = guild;
    this.#search({ isAsked: true, isFinal: true });
  };

  #press(target: EventTarget | null): void {
    if (!(target instanceof Element)) return;
    if (target.closest("[data-do=copy]") !== null) {
      navigator.clipboard?.writeText(location.href).then(() => {
        this.isCopied = true;
        setTimeout(() => {
          this.isCopied = false;
        }, COPIED_SHOWN_MS);
      });
    }
    const answer = target.closest<HTMLElement>("li.answer");
    if (answer === null) return;
    const place = this.#places().find(({ cluster }) => cluster === answer.dataset["place"]);
    if (place !== undefined)
      this.dispatchEvent(new FoundEvent({ places: this.#places(), goTo: place, words: "" }));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const isTyping =
      event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey;
    if (event.key !== "/" || isTyping) return;
    event.preventDefault();
    this.#input.focus();
    this.#input.select();
  };
}
