import type { ProcessDetail, ProcessList } from "#protocol/process.ts";
import type { Tag } from "#web/ui/tag.ts";
import { timeView } from "#web/ui/time-view.ts";
import { countOf } from "#web/words/numbers.ts";
import {
  countsWords,
  delayWords,
  isSlow,
  memoryWords,
  processName,
  shardsWords,
  sharedVersions,
} from "#web/words/process-words.ts";
import { agoWords, spanWords, type TimeZone } from "#web/words/time.ts";

/** What stands below a cluster's grid. */
export interface ProcessesContent {
  /** What the entry says. */
  readonly summary: string;
  readonly isOpen: boolean;
  /** Null until it has come. */
  readonly list: ProcessList | null;
  /** Why there is no newer one. */
  readonly trouble: string | null;
  /** Boot of the process whose shards are marked. */
  readonly chosen: string | null;
  /** Epoch ms by the server's clock. */
  readonly now: number;
  readonly zone: TimeZone;
}

const NOT_TOLD = "–";

const cellView = <T>(html: Tag<T>, name: string, value: unknown): T =>
  html`<td role="cell" data-name="${name}">${value}</td>`;

const shardsView = <T>(html: Tag<T>, { boot, shardRanges }: ProcessDetail, chosen: string | null): unknown =>
  shardRanges === ""
    ? shardsWords(shardRanges)
    : html`<button type="button" class="process-shards" data-boot="${boot}" aria-pressed="${String(boot === chosen)}">${shardsWords(shardRanges)}<span class="visually-hidden">, marked in the grid</span></button>`;

const heardView = <T>(
  html: Tag<T>,
  { isHeard, lastHeard, line }: ProcessDetail,
  content: ProcessesContent,
): T => {
  const { now, zone } = content;
  if (!isHeard)
    return html`<span class="process-trouble"><span class="swatch" data-state="unhealthy"></span>${timeView(html, lastHeard, `silent for ${spanWords(now - lastHeard)}`, zone)}</span>`;
  return html`${timeView(html, lastHeard, agoWords(lastHeard, now), zone)}${line === "http" ? html` <span class="quiet">over HTTP</span>` : ""}`;
};

const delayView = <T>(html: Tag<T>, process: ProcessDetail): unknown => {
  const { eventLoopDelayP99Ms: delayMs } = process;
  if (delayMs === null) return NOT_TOLD;
  return isSlow(process)
    ? html`<span class="process-trouble"><span class="swatch" data-state="unhealthy"></span>${delayWords(delayMs)}, slow</span>`
    : delayWords(delayMs);
};

const rowView = <T>(
  html: Tag<T>,
  process: ProcessDetail,
  content: ProcessesContent,
  own: string | null,
): T => {
  const { boot, label, uptimeMs, memoryBytes, isHeard } = process;
  return html`<tr role="row" data-heard="${String(isHeard)}"><th role="rowheader" scope="row" title="${label === null ? boot : `${label}, boot ${boot}`}">${processName(process)}</th>${cellView(
    html,
    "Shards",
    shardsView(html, process, content.chosen),
  )}${cellView(html, "Last heard", heardView(html, process, content))}${cellView(
    html,
    "Uptime",
    uptimeMs === null ? NOT_TOLD : spanWords(uptimeMs),
  )}${cellView(html, "Memory", memoryBytes === null ? NOT_TOLD : memoryWords(memoryBytes))}${cellView(
    html,
    "Event loop",
    delayView(html, process),
  )}${own === null ? "" : cellView(html, "Runs", own || NOT_TOLD)}</tr>`;
};

const tableView = <T>(html: Tag<T>, processes: readonly ProcessDetail[], content: ProcessesContent): T => {
  const { words: shared, isMixed, ownOf } = sharedVersions(processes);
  const names = [
    "Process",
    "Shards",
    "Last heard",
    "Uptime",
    "Memory",
    "Event loop",
    ...(isMixed ? ["Runs"] : []),
  ];
  return html`${shared === "" ? "" : html`<p class="process-note">${processes.length === 1 ? "It runs" : "All run"} ${shared}.</p>`}<table role="table" class="process-table" aria-label="Processes"><thead role="rowgroup"><tr role="row">${names.map(
    (name) =>
      html`<th role="columnheader" scope="col">${name === "Event loop" ? html`<abbr title="How late the event loop was, 99th percentile since the report before">${name}</abbr>` : name}</th>`,
  )}</tr></thead><tbody role="rowgroup">${processes.map((process) => rowView(html, process, content, isMixed ? ownOf(process) : null))}</tbody></table>`;
};

const bodyView = <T>(html: Tag<T>, content: ProcessesContent): unknown => {
  const { list, trouble } = content;
  if (list === null) return html`<p class="process-note">${trouble ?? "Asking…"}</p>`;
  const old = trouble === null ? "" : html`<p class="process-note" data-trouble>${trouble}</p>`;
  if (list.processes.length === 0)
    return html`${old}<p class="process-note">No process has told of itself yet.</p>`;
  if (list.visible === "all") return html`${old}${tableView(html, list.processes, content)}`;
  return html`${old}<ul class="process-counts">${countsWords(list.processes).map((line) => html`<li>${line}</li>`)}</ul>`;
};

const markedView = <T>(html: Tag<T>, process: ProcessDetail): T =>
  html`<p class="marked-note"><span>${countOf(process.shards, "shard")} of <strong>${processName(process)}</strong> ${process.shards === 1 ? "is" : "are"} marked</span> <span class="marked-choices"><button type="button" data-do="back">Back to it</button> <button type="button" data-do="clear">Clear</button></span></p>`;

/** A quiet entry that opens the processes of a cluster: a table for who may see it, counts for others. */
export const processesView = <T>(html: Tag<T>, content: ProcessesContent): T => {
  const { summary, isOpen, list, chosen } = content;
  const marked = list?.visible === "all" ? list.processes.find(({ boot }) => boot === chosen) : undefined;
  return html`<details class="process-list"><summary>${summary}</summary>${isOpen ? html`<div class="process-body">${bodyView(html, content)}</div>` : ""}</details>${marked === undefined ? "" : markedView(html, marked)}`;
};
