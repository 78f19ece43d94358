import type { ProcessDetail } from "#protocol/process.ts";
import type { ShardDetail, TransitionEntry } from "#protocol/shard-detail.ts";
import type { ShardState } from "#protocol/state.ts";
import type { Tag } from "#web/ui/tag.ts";
import { timeView } from "#web/ui/time-view.ts";
import { countWords, latencyWords } from "#web/words/numbers.ts";
import { delayWords, isSlow, processName, versionsWords } from "#web/words/process-words.ts";
import { CAUSE_WORDS, shardSentence } from "#web/words/shard-words.ts";
import { STATE_WORDS } from "#web/words/state-words.ts";
import { agoWords, clockWords, spanWords, type TimeZone } from "#web/words/time.ts";

/** What the card about one shard shows. */
export interface DetailsCard {
  readonly cluster: string;
  readonly shard: number;
  /** The feed's word, which is there before the details are. */
  readonly state: ShardState;
  /** Null until it has come. */
  readonly detail: ShardDetail | null;
  /** The process that the shard is one of; null while it is not known, or not for this reader. */
  readonly process: ProcessDetail | null;
  /** Why there are no details. */
  readonly trouble: string | null;
  readonly isPinned: boolean;
  /** Epoch ms by the server's clock. */
  readonly now: number;
  readonly zone: TimeZone;
}

const MOST_TRANSITIONS = 5;

const rowView = <T>(html: Tag<T>, name: string, value: unknown): T =>
  html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

/** A number of reconnects says little without the time that it took. */
const reconnectsWords = (reconnects: number, process: ProcessDetail | null): string => {
  if (reconnects === 0) return "none";
  const span = process?.uptimeMs ?? null;
  return span === null ? countWords(reconnects) : `${countWords(reconnects)} in ${spanWords(span)}`;
};

/** Which machine is it? */
const processView = <T>(html: Tag<T>, process: ProcessDetail, { isPinned, now }: DetailsCard): T => {
  const name = processName(process);
  const facts: string[] = [];
  if (!process.isHeard) facts.push(`silent for ${spanWords(now - process.lastHeard)}`);
  else if (process.eventLoopDelayP99Ms !== null && isSlow(process))
    facts.push(`event loop slow: ${delayWords(process.eventLoopDelayP99Ms)}`);
  const versions = versionsWords({ ...process.versions, runtime: null });
  if (versions !== "") facts.push(versions);
  const go = html`<button type="button" class="process-link" data-boot="${process.boot}">${name}</button>`;
  return html`${isPinned ? go : name}${facts.map((fact) => html`<span class="quiet">${fact}</span>`)}`;
};

const rowsView = <T>(html: Tag<T>, detail: ShardDetail, card: DetailsCard): T[] => {
  const { now, zone, process } = card;
  const rows: T[] = [];
  const { since, lastHeard, latencyMs, guilds, unavailableGuilds, reconnects, reason } = detail;
  if (since !== null)
    rows.push(
      rowView(
        html,
        "Since",
        timeView(html, since, `${clockWords(since, now, zone)} (${spanWords(now - since)})`, zone),
      ),
    );
  rows.push(
    rowView(
      html,
      "Last heard",
      lastHeard === null ? "never" : timeView(html, lastHeard, agoWords(lastHeard, now), zone),
    ),
  );
  if (latencyMs !== null) rows.push(rowView(html, "Latency", latencyWords(latencyMs)));
  if (guilds !== null) rows.push(rowView(html, "Servers", countWords(guilds)));
  if (unavailableGuilds) rows.push(rowView(html, "Unavailable", countWords(unavailableGuilds)));
  if (reconnects !== null) rows.push(rowView(html, "Reconnects", reconnectsWords(reconnects, process)));
  if (reason !== null) rows.push(rowView(html, "Reason", reason));
  if (process !== null) rows.push(rowView(html, "Process", processView(html, process, card)));
  return rows;
};

const transitionView = <T>(html: Tag<T>, entry: TransitionEntry, { now, zone }: DetailsCard): T =>
  html`<li><span class="swatch" data-state="${entry.to}"></span><span>${STATE_WORDS[entry.to].label} <span class="quiet">${timeView(html, entry.at, clockWords(entry.at, now, zone), zone)}, ${entry.reason ?? CAUSE_WORDS[entry.cause]}</span></span></li>`;

/** Everything that is known of one shard. */
export const detailsView = <T>(html: Tag<T>, card: DetailsCard): T => {
  const { cluster, shard, state, detail, trouble, isPinned } = card;
  const past = detail?.transitions.slice(0, MOST_TRANSITIONS) ?? [];
  return html`<p class="details-title"><span class="swatch" data-state="${state}"></span><strong>Shard ${shard}</strong> <span class="quiet">of ${cluster}</span>${
    isPinned ? html`<button type="button" class="close" aria-label="Close"></button>` : ""
  }</p>
<p class="details-sentence">${shardSentence(state, detail?.state === state ? detail : null)}</p>
${trouble === null ? "" : html`<p class="quiet">${trouble}</p>`}
${detail === null ? "" : html`<dl>${rowsView(html, detail, card)}</dl>`}
${past.length === 0 ? "" : html`<ul class="past">${past.map((entry) => transitionView(html, entry, card))}</ul>`}`;
};
