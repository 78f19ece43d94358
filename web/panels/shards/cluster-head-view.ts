import type { ClusterTotals } from "#protocol/feed.ts";
import type { ShardState } from "#protocol/state.ts";
import { factListView } from "#web/ui/facts-view.ts";
import type { Tag } from "#web/ui/tag.ts";
import { countOf, countWords, latencyWords } from "#web/words/numbers.ts";
import { overallWords } from "#web/words/overall.ts";
import { STATE_WORDS, STATES_BY_CONCERN } from "#web/words/state-words.ts";

/** What stands above a cluster's grid. */
export interface ClusterHead {
  readonly name: string;
  readonly shardCount: number;
  readonly totals: ClusterTotals;
  /** The page's only cluster: the sentence above says it all. */
  readonly isOnly: boolean;
  /** States that the reader chose to see; none means all. */
  readonly shown: ReadonlySet<ShardState>;
}

/** Everything that is not online. */
export const PROBLEM_STATES: readonly ShardState[] = STATES_BY_CONCERN.filter((state) => state !== "online");

const isOnlyProblems = (shown: ReadonlySet<ShardState>): boolean =>
  shown.size === PROBLEM_STATES.length && !shown.has("online");

const factsOf = ({ shardCount, totals, isOnly }: ClusterHead): string[] => {
  const { headline, share } = overallWords([{ shardCount, totals }]);
  const sentence = share === null ? headline : `${headline}: ${share}`;
  const facts = [isOnly ? countOf(shardCount, "shard") : sentence];
  if (totals.latencyMs !== null) facts.push(`${latencyWords(totals.latencyMs)} median`);
  if (totals.guilds.unavailable > 0)
    facts.push(`${countOf(totals.guilds.unavailable, "server")} unavailable at Discord`);
  return facts;
};

const stateButton = <T>(html: Tag<T>, state: ShardState, { totals, shown }: ClusterHead): T =>
  html`<button type="button" class="chip" data-show="${state}" data-count="${String(totals.states[state])}" aria-pressed="${String(shown.has(state) && !isOnlyProblems(shown))}"><span class="swatch" data-state="${state}"></span>${countWords(totals.states[state])} ${STATE_WORDS[state].label}</button>`;

/** Heading, sentence, and the legend whose entries filter the grid. Entries keep their places, so that focus does. */
export const clusterHeadView = <T>(html: Tag<T>, head: ClusterHead): T => {
  const { name, shardCount, totals, shown } = head;
  const problems = totals.states.online === 0 ? 0 : shardCount - totals.states.online;
  return html`<h2>${name}</h2>
<p class="cluster-facts">${factListView(html, factsOf(head))}</p>
<div class="legend" role="group" aria-label="Show only some shards of ${name}">${STATES_BY_CONCERN.map((state) => stateButton(html, state, head))}<button type="button" class="chip" data-show="problems" data-count="${String(problems)}" aria-pressed="${String(isOnlyProblems(shown))}">Only problems</button></div>`;
};
