import type { Tag } from "#web/ui/tag.ts";
import type { OverallWords } from "#web/words/overall.ts";

/** What stands at the head of the page. */
export interface Overview {
  readonly words: OverallWords;
  /** Calm lines about the monitor or the connection; mostly none. */
  readonly notices: readonly string[];
}

/** The sentence for everyone and what belongs to it. */
export const overviewView = <T>(
  html: Tag<T>,
  { words, notices }: Overview,
): T => html`<h1 class="sentence" data-overall="${words.overall}">${words.headline}${
  words.share === null ? "" : html`: <span class="share unbroken">${words.share}</span>`
}</h1>
<p class="detail">${words.detail}</p>
${notices.map((notice) => html`<p class="notice">${notice}</p>`)}`;
