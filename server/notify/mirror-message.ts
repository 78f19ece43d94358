import { literal, relativeTime } from "#protocol/discord-text.ts";
import type { ClusterTotals, MonitorState } from "#protocol/feed.ts";
import { encodeRanges } from "#protocol/ranges.ts";
import type { ShardState } from "#protocol/state.ts";
import { monitorWords } from "#web/words/monitor-words.ts";
import { countOf, countWords } from "#web/words/numbers.ts";
import { type Overall, overallWords } from "#web/words/overall.ts";
import { STATE_WORDS, STATES_BY_CONCERN } from "#web/words/state-words.ts";
import { UTC_TIME } from "#web/words/time.ts";

/** A shard that is down, and not on purpose. */
export interface DownShard {
  readonly id: number;
  readonly state: ShardState;
  /** Epoch ms; null while that is not known. */
  readonly since: number | null;
  readonly reason: string | null;
}

/** All that the message is made of. */
export interface MirrorView {
  /** Epoch ms. */
  readonly at: number;
  readonly monitor: MonitorState;
  readonly clusters: readonly {
    readonly name: string;
    readonly shardCount: number;
    readonly totals: ClusterTotals;
    readonly down: readonly DownShard[];
  }[];
  /** The page. */
  readonly publicUrl: string | null;
}

/** How often the message is written anew though nothing changed, so that its age says whether the monitor lives. */
export const REFRESH_EVERY_MS = 300_000;

/** Discord's limit is 4,096 (https://docs.discord.com/developers/resources/message#embed-object-embed-limits). */
const MOST_DESCRIPTION_CHARS = 4_000;
const MOST_LINES_PER_CLUSTER = 8;
const MOST_RANGES_CHARS = 120;
const MOST_REASON_CHARS = 100;
const MOST_NAME_CHARS = 64;

/** The page's colours for a standing, as Discord wants them. */
const COLOR = {
  up: 0x2e_a0_43,
  down: 0xd1_24_2f,
  changing: 0xbf_87_00,
  unknown: 0x6e_77_81,
} satisfies Record<Overall, number>;

/** The message that says in Discord what the page says: totals, what is down and why, and when that was so. */
export const mirrorMessage = (view: MirrorView) => {
  const { clusters, monitor, publicUrl, at } = view;
  const { overall, headline, share, detail } = overallWords(clusters);
  const link = publicUrl === null ? [] : [`[Every shard, live](${encodeURI(publicUrl)})`];
  const head = [...(detail === "" ? [] : [detail]), ...monitorWords(monitor, at, UTC_TIME)];
  const foot = ["", [`Updated ${relativeTime(at)}`, ...link].join(" · ")];
  const room = MOST_DESCRIPTION_CHARS - lengthOf([...head, ...foot]);
  const description = [...head, ...within(room, clusters.map(blockOf)), ...foot].join("\n").trim();
  return {
    embeds: [
      {
        title: share === null ? headline : `${headline}, ${share}`,
        description,
        color: COLOR[overall],
        footer: {
          text: `Written anew at every change, and every ${REFRESH_EVERY_MS / 60_000} minutes. Older than that? Then the monitor is away.`,
        },
      },
    ],
    allowed_mentions: { parse: [] },
  };
};

export type MirrorMessage = ReturnType<typeof mirrorMessage>;

/** A cluster in lines: its totals, then what is down. */
const blockOf = ({ name, totals, down }: MirrorView["clusters"][number]): readonly string[] => {
  const counts = STATES_BY_CONCERN.flatMap((state) => {
    const count = totals.states[state] - (state === "offline" ? totals.stopped : 0);
    return count === 0 ? [] : [`${countWords(count)} ${STATE_WORDS[state].label}`];
  });
  if (totals.stopped > 0) counts.push(`${countWords(totals.stopped)} stopped on purpose`);
  return ["", `**${literal(name, MOST_NAME_CHARS)}** · ${counts.join(" · ")}`, ...downLines(down)];
};

/** Shards that are down for the same reason share a line; the largest trouble comes first. */
const downLines = (down: readonly DownShard[]): string[] => {
  const alike = new Map<string, DownShard[]>();
  for (const shard of down) {
    const key = `${shard.state} ${reasonOf(shard)}`;
    const group = alike.get(key);
    if (group === undefined) alike.set(key, [shard]);
    else group.push(shard);
  }
  const groups = [...alike.values()].sort((a, b) => b.length - a.length);
  const lines = groups.slice(0, MOST_LINES_PER_CLUSTER).map(groupLine);
  const rest = groups.slice(MOST_LINES_PER_CLUSTER).reduce((sum, group) => sum + group.length, 0);
  return rest === 0 ? lines : [...lines, `- and ${countOf(rest, "shard")} more`];
};

const groupLine = (group: readonly DownShard[]): string => {
  const [first] = group;
  if (first === undefined) return "";
  const ids = shortened(
    encodeRanges(group.map(({ id }) => id))
      .replaceAll("-", "–")
      .replaceAll(",", ", "),
  );
  const since = Math.min(...group.map(({ since }) => since ?? Number.POSITIVE_INFINITY));
  const when = Number.isFinite(since) ? ` ${relativeTime(since)}` : "";
  const reason = reasonOf(first);
  const why = reason === "" ? "" : `: ${literal(reason, MOST_REASON_CHARS)}`;
  const who = group.length === 1 ? `Shard ${ids}` : `${countOf(group.length, "shard")} (${ids})`;
  return `- ${who} ${STATE_WORDS[first.state].became}${when}${why}`;
};

/** Without a duration at its end: it stands beside the time, and would tell alike shards apart. */
const reasonOf = ({ reason }: DownShard): string => (reason ?? "").replace(/ for \d+ s$/, "");

const shortened = (ranges: string): string => {
  if (ranges.length <= MOST_RANGES_CHARS) return ranges;
  return `${ranges.slice(0, ranges.lastIndexOf(",", MOST_RANGES_CHARS))} and more`;
};

const lengthOf = (lines: readonly string[]): number => lines.reduce((sum, { length }) => sum + length + 1, 0);

/** As many whole lines as fit; what is left out is said. */
const within = (room: number, blocks: readonly (readonly string[])[]): string[] => {
  const MORE = ["", "and more, which the page shows"];
  const lines = blocks.flat();
  if (lengthOf(lines) <= room) return lines;
  const kept: string[] = [];
  let left = room - lengthOf(MORE);
  for (const line of lines) {
    left -= line.length + 1;
    if (left < 0) break;
    kept.push(line);
  }
  return [...kept, ...MORE];
};
