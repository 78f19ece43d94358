import { isSilent, type KnownShard, lastingWords, shardFacts } from "#web/words/shard-words.ts";
import { agoWords, type TimeZone } from "#web/words/time.ts";
import type { Tag } from "./tag.ts";
import { timeView } from "./time-view.ts";

/** Facts in a row, parted by dots; each goes to the next line whole. */
export const factListView = <T>(html: Tag<T>, facts: readonly unknown[]): T =>
  html`${facts.map((fact, i) => html`<span class="unbroken">${fact}${i === facts.length - 1 ? "" : " ·"}</span> `)}`;

/** One line of facts about a shard: how long, when heard, latency, servers, reason. */
export const factsView = <T>(html: Tag<T>, known: KnownShard, now: number, zone: TimeZone): T => {
  const facts: unknown[] = [];
  const lasting = lastingWords(known, now);
  if (lasting !== null)
    facts.push(timeView(html, (isSilent(known) ? known.lastHeard : known.since) ?? now, lasting, zone));
  if (known.lastHeard !== null && !isSilent(known))
    facts.push(timeView(html, known.lastHeard, `heard ${agoWords(known.lastHeard, now)}`, zone));
  facts.push(...shardFacts(known));
  return factListView(html, facts);
};
