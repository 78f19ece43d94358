import type { Tag } from "#web/ui/tag.ts";
import { FINDER_PLACEHOLDER, HOW_TO_FIND_ID } from "#web/words/finder-words.ts";

/** The finder's form; it posts to the server only where there is no JavaScript. */
export const finderFormView = <T>(
  html: Tag<T>,
  pasted: string,
): T => html`<form method="post" action="/find" role="search">
<label class="finder-label" for="finder">${FINDER_PLACEHOLDER}</label>
<div class="finder-box">
<input id="finder" name="q" type="text" inputmode="text" maxlength="2000" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="search" placeholder="${FINDER_PLACEHOLDER}" value="${pasted}">
<kbd class="needs-script" aria-hidden="true">/</kbd>
<button type="submit">Find</button>
</div>
</form>
<details class="finder-help"><summary>Where do I find my server’s ID?</summary>
<ol>${HOW_TO_FIND_ID.map((step) => html`<li>${step}</li>`)}</ol>
<p class="needs-script">What you paste stays in your browser.</p></details>`;
