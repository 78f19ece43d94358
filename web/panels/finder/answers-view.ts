import type { ShardState } from "#protocol/state.ts";
import { factsView } from "#web/ui/facts-view.ts";
import type { Tag } from "#web/ui/tag.ts";
import { answerWords, type Found, type Place, PROBLEM_WORDS } from "#web/words/finder-words.ts";
import type { KnownShard } from "#web/words/shard-words.ts";
import type { TimeZone } from "#web/words/time.ts";

/** One cluster's answer; `known` is null until its details are there. */
export interface Answer {
  readonly place: Place;
  readonly state: ShardState;
  readonly known: KnownShard | null;
  /** Why there are no details. */
  readonly trouble: string | null;
}

/** What the finder says. */
export interface Answers {
  readonly found: Found;
  readonly answers: readonly Answer[];
  /** Epoch ms by the server's clock. */
  readonly now: number;
  readonly zone: TimeZone;
}

const answerView = <T>(html: Tag<T>, kind: "guild" | "direct_message", answer: Answer, all: Answers): T => {
  const { place, state, known, trouble } = answer;
  const [where, how] = answerWords(kind, place, state, known);
  return html`<li class="answer" data-state="${state}" data-place="${place.cluster}">
<p class="answer-sentence">${where} <span class="unbroken">${how}</span></p>
<p class="answer-facts">${known === null ? (trouble ?? "…") : factsView(html, known, all.now, all.zone)}</p>
</li>`;
};

/** The answers in words, or what is wrong with the paste. */
export const answersView = <T>(html: Tag<T>, all: Answers): T => {
  const { found, answers } = all;
  if (found.kind === "problem") return html`<p class="finder-problem">${PROBLEM_WORDS[found.problem]}</p>`;
  const note =
    found.kind === "direct_message"
      ? html`<p class="finder-problem">${PROBLEM_WORDS.direct_message}</p>`
      : "";
  return html`${note}<ul class="answers">${answers.map((answer) => answerView(html, found.kind, answer, all))}</ul>`;
};
