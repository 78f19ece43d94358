import { expect, test } from "vitest";
import { countStates, type ShardState } from "#protocol/state.ts";
import { type DownShard, type MirrorView, mirrorMessage } from "./mirror-message.ts";

const AT = Date.UTC(2026, 10, 21, 21, 14, 7);
const UPDATED = `Updated <t:${AT / 1_000}:R>`;

const down = (id: number, more: Partial<DownShard> = {}): DownShard => ({
  id,
  state: "unhealthy",
  since: AT - 60_000,
  reason: null,
  ...more,
});

const cluster = (
  name: string,
  states: readonly ShardState[],
  troubles: readonly DownShard[],
  stopped = 0,
) => ({
  name,
  shardCount: states.length,
  totals: {
    states: countStates(states),
    guilds: { reporting: 0, total: 0, down: 0, unavailable: 0 },
    stopped,
    latencyMs: null,
    processes: 1,
  },
  down: troubles,
});

const statesOf = (count: number, ...others: readonly ShardState[]): ShardState[] =>
  Array.from({ length: count }, (_, id) => others[id] ?? "online");

const render = (clusters: MirrorView["clusters"], more: Partial<MirrorView> = {}) => {
  const monitor = { history: "ok", blind: null } as const;
  const message = mirrorMessage({ at: AT, monitor, clusters, publicUrl: null, ...more });
  const [embed] = message.embeds;
  if (embed === undefined) throw new Error("no embed");
  return { ...embed, lines: embed.description.split("\n"), message };
};

test("all is well in two lines", () => {
  const { title, lines, color } = render([cluster("main", statesOf(360), [])]);
  expect(title).toBe("All 360 shards are online");
  expect(lines).toEqual(["**main** · 360 online", "", UPDATED]);
  expect(color).toBe(0x2ea043);
});

test.each<[string, DownShard[], string[]]>([
  ["one that fell silent", [down(4)], [`- Shard 4 stopped answering <t:${AT / 1_000 - 60}:R>`]],
  [
    "one that says why",
    [down(4, { state: "offline", reason: "4014: an intent is not allowed" })],
    [`- Shard 4 went offline <t:${AT / 1_000 - 60}:R>: 4014\\: an intent is not allowed`],
  ],
  ["one of which nothing more is known", [down(4, { since: null })], ["- Shard 4 stopped answering"]],
  [
    "several for one reason, by the earliest time, whatever seconds they name",
    [
      down(4, { reason: "no heartbeat acknowledged for 62 s" }),
      down(5, { reason: "no heartbeat acknowledged for 63 s", since: AT - 90_000 }),
      down(9, { reason: "no heartbeat acknowledged for 64 s" }),
    ],
    [`- 3 shards (4–5, 9) stopped answering <t:${AT / 1_000 - 90}:R>: no heartbeat acknowledged`],
  ],
  [
    "several for different reasons, the largest trouble first",
    [down(1, { since: null, reason: "a" }), down(2, { since: null }), down(3, { since: null })],
    ["- 2 shards (2–3) stopped answering", "- Shard 1 stopped answering: a"],
  ],
])("a line tells of %s", (_, troubles, expected) => {
  const { lines } = render([cluster("main", statesOf(60), troubles)]);
  expect(lines.filter((line) => line.startsWith("-"))).toEqual(expected);
});

test("more troubles than there is room for are counted", () => {
  const troubles = Array.from({ length: 30 }, (_, id) => down(id, { since: null, reason: `reason ${id} x` }));
  const { lines } = render([cluster("main", statesOf(60), troubles)]);
  const told = lines.filter((line) => line.startsWith("-"));
  expect(told).toHaveLength(9);
  expect(told.at(-1)).toBe("- and 22 shards more");
});

test("totals name each state in the order of concern, and what was stopped on purpose apart", () => {
  const { title, lines } = render([
    cluster("main", statesOf(8, "unhealthy", "offline", "offline", "resuming", "unknown"), [], 1),
  ]);
  expect(lines).toContain(
    "**main** · 1 unhealthy · 1 offline · 1 resuming · 1 unknown · 3 online · 1 stopped on purpose",
  );
  expect(title).toContain("2 of 8 shards are down");
});

test("texts of bots mention no one, link nowhere, and format nothing", () => {
  const nasty = "@everyone <@81384788765712384> **x** [a](https://evil.example) `b`\n# c ‮ d";
  const { description, message } = render([
    cluster("_main_ <#1>", statesOf(2), [down(0, { reason: nasty })]),
  ]);
  expect(description).toContain("**\\_main\\_ \\<\\#1\\>**");
  expect(description).toContain(
    "\\@everyone \\<\\@81384788765712384\\> \\*\\*x\\*\\* \\[a\\]\\(https\\:\\/\\/evil\\.example\\) \\`b\\` \\# c d",
  );
  expect(message.allowed_mentions).toEqual({ parse: [] });
});

test("the page is linked where its address is known", () => {
  const { lines } = render([cluster("main", statesOf(2), [])], { publicUrl: "https://status.example" });
  expect(lines.at(-1)).toBe(`${UPDATED} · [Every shard, live](https://status.example)`);
});

test("a monitor in trouble says so", () => {
  const { lines } = render([cluster("main", statesOf(2), [])], {
    monitor: { history: "degraded", blind: { from: AT - 120_000, until: AT - 60_000 } },
  });
  expect(lines[0]).toContain("This monitor was away from 21:12 UTC to 21:13 UTC");
  expect(lines[1]).toContain("cannot be kept right now");
});

test("Discord's limits hold, whatever is down and however it is called", () => {
  const count = 2_000;
  const clusters = Array.from({ length: 32 }, (_, place) =>
    cluster(
      `${"*".repeat(60)}${place}`,
      statesOf(count).map((_, id) => (id % 2 === 0 ? "unhealthy" : "online")),
      Array.from({ length: count / 2 }, (_, id) =>
        down(id * 2, { reason: `${"_".repeat(200)} ${id % 20} x` }),
      ),
    ),
  );
  const { title, description, footer, lines } = render(clusters, { publicUrl: "https://status.example" });
  expect(title.length).toBeLessThanOrEqual(256);
  expect(description.length).toBeLessThanOrEqual(4_096);
  expect(title.length + description.length + footer.text.length).toBeLessThanOrEqual(6_000);
  expect(lines.at(-1)).toContain(UPDATED);
  expect(lines).toContain("and more, which the page shows");
});
