import type { SourceHealth } from "#protocol/audio.ts";
import type { NodeEvent, StaffNode } from "#protocol/audio-view.ts";
import type { Tag } from "#web/ui/tag.ts";
import { timeView } from "#web/ui/time-view.ts";
import { type KnownNode, NODE_STATE_WORDS, sourceName } from "#web/words/node-condition.ts";
import {
  causeWords,
  drainEndWords,
  framesWords,
  healthWords,
  hourWords,
  loadWords,
  noteWords,
  outcomeWords,
  playersPair,
  programWords,
  stateSentence,
  usedMemoryWords,
} from "#web/words/node-words.ts";
import { agoWords, clockWords, spanWords, type TimeZone } from "#web/words/time.ts";
import type { Hour } from "./hour.ts";
import { hourView } from "./hour-view.ts";

/** Everything that is told of one node when it is opened. */
export interface NodeBody {
  readonly node: KnownNode;
  /** Null while not known; undefined where it is not drawn. */
  readonly hour: Hour | null | undefined;
  /** Latest first; empty for who may not know. */
  readonly history: readonly NodeEvent[];
  /** Why its hour is not there. */
  readonly trouble: string | null;
  /** What staff can do with it; left out for all others. */
  readonly orders?: unknown;
  /** Epoch ms by the server's clock. */
  readonly now: number;
  readonly zone: TimeZone;
}

const MOST_EVENTS = 8;

const SEEN_BY_WORDS = {
  server: "the server itself",
  agent: "its agent alone",
  bots: "bots alone",
} satisfies Record<NonNullable<StaffNode["seenBy"]>, string>;

const factView = <T>(html: Tag<T>, name: string, value: unknown): T =>
  html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

const publicFacts = <T>(html: Tag<T>, { node, now, zone }: NodeBody): T[] => {
  const { region, since, players, memory, frames, startedAt, version, plugins } = node;
  const facts: T[] = [];
  const add = (name: string, value: unknown) => facts.push(factView(html, name, value));
  if (region) add("Region", region);
  if (since !== undefined)
    add("Since", timeView(html, since, `${clockWords(since, now, zone)} (${spanWords(now - since)})`, zone));
  if (players) add("Players", playersPair(players).join(" "));
  if (memory) add("Memory", usedMemoryWords(memory));
  if (frames)
    add("Frames", html`${framesWords(frames)} <span class="quiet">a minute for each that plays</span>`);
  if (startedAt) add("Running for", timeView(html, startedAt, spanWords(now - startedAt), zone));
  if (version) add("Program", programWords(version));
  if (plugins && plugins.length > 0)
    add(
      "Plugins",
      html`<ul>${plugins.map((plugin) => html`<li>${plugin.name} <span class="quiet">${plugin.version}</span></li>`)}</ul>`,
    );
  return facts;
};

const staffFacts = <T>(html: Tag<T>, { node, now, zone }: NodeBody): T[] => {
  const { reason, note, address, score, seenBy, agent, drain, planner } = node;
  const facts: T[] = [];
  const add = (name: string, value: unknown) => facts.push(factView(html, name, value));
  if (drain)
    add(
      "Emptied by",
      timeView(
        html,
        drain.deadlineAt,
        `${clockWords(drain.deadlineAt, now, zone)}, ${drainEndWords(drain.end)}`,
        zone,
      ),
    );
  if (reason) add("Why", reason);
  if (note) add("Note", note);
  if (address !== undefined) add("Address", address);
  if (score !== undefined) add("Score", `${score} of 100; new players go where it is lowest`);
  if (seenBy) add("Seen by", SEEN_BY_WORDS[seenBy]);
  if (agent)
    add(
      "Agent",
      agent.lastHeard === null
        ? "never heard"
        : timeView(
            html,
            agent.lastHeard,
            `${agent.isHeard ? "heard" : "silent, last heard"} ${agoWords(agent.lastHeard, now)}`,
            zone,
          ),
    );
  if (planner)
    add(
      "Addresses",
      html`${planner.isExhausted ? "all used up" : `${planner.failing} refused`} <span class="quiet">${planner.kind}${planner.mayBeBlind ? ", which may not see all" : ""}</span>`,
    );
  return facts;
};

const HEALTH_SWATCHES = {
  unknown: "unknown",
  ok: "online",
  degraded: "unhealthy",
  limited: "offline",
} satisfies Record<SourceHealth, string>;

const sourcesView = <T>(html: Tag<T>, { node: { sources, sourceDetails } }: NodeBody): T | "" => {
  const entries = Object.entries(sources ?? {});
  if (entries.length === 0) return "";
  return html`<ul class="node-sources" aria-label="Sources">${entries.map(([source, health]) => {
    const its = sourceDetails?.[source];
    const told =
      its === undefined || its.ok + its.failed === 0
        ? ""
        : html` <span class="quiet">${outcomeWords(its)}</span>`;
    const sample = its?.sample ? html` <span class="quiet">“${its.sample}”</span>` : "";
    return html`<li><span class="swatch" data-state="${HEALTH_SWATCHES[health]}"></span><span>${sourceName(source)} <span class="node-health">${healthWords(health)}${its?.isOverridden ? ", set by hand" : ""}</span>${told}${sample}</span></li>`;
  })}</ul>`;
};

const chartView = <T>(html: Tag<T>, { node, hour, trouble }: NodeBody): T | "" => {
  if (node.load === undefined || hour === undefined) return "";
  const load = node.load === null ? "" : `${loadWords(node.load)} now. `;
  const words = hour === null ? (trouble ?? "Asking for the last hour…") : hourWords(hour.load);
  return html`<div class="node-chart">${words === null ? "" : hourView(html, hour)}<p class="quiet">${load}${words ?? "Nothing was heard in the last hour."}</p></div>`;
};

const eventView = <T>(html: Tag<T>, event: NodeEvent, { now, zone }: NodeBody): T =>
  html`<li>${NODE_STATE_WORDS[event.to]} <span class="quiet">${timeView(html, event.at, clockWords(event.at, now, zone), zone)}, ${event.reason ?? causeWords(event.cause)}</span></li>`;

const asSentence = (words: string): string =>
  `${words.charAt(0).toUpperCase()}${words.slice(1)}${words.endsWith(".") ? "" : "."}`;

/** What stands below a node's row when it is open. */
export const bodyView = <T>(html: Tag<T>, body: NodeBody): T => {
  const { node, history, orders = "" } = body;
  const sentences = [stateSentence(node), noteWords(node)].filter((its) => its !== null).map(asSentence);
  const facts = [...publicFacts(html, body), ...staffFacts(html, body)];
  const past = history.slice(0, MOST_EVENTS).map((event) => eventView(html, event, body));
  if (sentences.length + facts.length === 0) sentences.push("More than this is not public.");
  return html`<div class="node-body">${sentences.length === 0 ? "" : html`<p>${sentences.join(" ")}</p>`}${chartView(html, body)}${
    facts.length === 0 ? "" : html`<dl>${facts}</dl>`
  }${sourcesView(html, body)}${orders}${past.length === 0 ? "" : html`<ol class="node-past" aria-label="What became of it">${past}</ol>`}</div>`;
};
