import { expect, test } from "vitest";
import type { AudioServerFrame } from "../protocol/audio-link.ts";
import { Notices } from "../transport/notices.ts";
import type { Timing } from "../transport/timing.ts";
import { nodesToWatch } from "./agent-options.ts";
import { WatchedNode } from "./watched-node.ts";

const INFO = { version: { semver: "4.2.2" }, sourceManagers: [], plugins: [] };
const STATS = { players: 0, playingPlayers: 0, uptime: 1, memory: {}, cpu: {} };

/** Time that passes by hand; what falls due runs in its order. */
const handTiming = () => {
  let now = 0;
  let timers: { at: number; callback: () => void }[] = [];
  const timing: Timing = {
    monotonic: () => now,
    wall: () => now,
    after: (delayMs, callback) => {
      const timer = { at: now + delayMs, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  const advance = (ms: number) => {
    now += ms;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { callback } of due) callback();
  };
  return { timing, advance };
};

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A node whose REST API answers with `status`, and what its agent says and logs. */
const watched = (intervalMs = 10_000) => {
  const { timing, advance } = handTiming();
  const said: Record<string, unknown>[] = [];
  const lines: string[] = [];
  const [target] = nodesToWatch([{ name: "n1", address: "http://10.0.0.7:2333", password: "hush" }]);
  if (target === undefined) throw new Error("there is one");
  const rest = { status: 200 };
  const answers: typeof fetch = (url) =>
    Promise.resolve(Response.json(String(url).endsWith("/info") ? INFO : STATS, { status: rest.status }));
  const log = (line: string) => void lines.push(line);
  const node = new WatchedNode({
    node: target,
    intervalMs,
    send: (frame) => void said.push(JSON.parse(JSON.stringify(frame))),
    fetch: answers,
    timing,
    random: () => 0,
    notices: new Notices({ info: log, warn: log, error: log }),
  });
  /** Types of the frames since it was asked last. */
  const types = async () => {
    for (let turn = 0; turn < 5; turn += 1) await settled();
    return said.splice(0).map(({ type }) => type);
  };
  return { node, said, lines, rest, advance, types };
};

const announced = (more: object = {}): AudioServerFrame => ({
  type: "announced",
  pool: "main",
  name: "n1",
  id: "0123456789ab",
  state: "probing",
  leaseMs: 45_000,
  ...more,
});
const refused = (code: string, more: object = {}): AudioServerFrame => ({
  type: "refused",
  asked: "announce",
  about: "n1",
  code,
  message: "because",
  ...more,
});

test("it is announced with its password, and looked at once the server took it", async () => {
  const { node, said, types } = watched();
  node.announce();
  expect(said).toEqual([
    {
      type: "announce",
      node: { pool: "main", name: "n1", address: "http://10.0.0.7:2333", password: "hush" },
    },
  ]);
  expect(node.hear(announced({ name: "n2" }))).toBe(false);
  expect(await types()).toEqual(["announce"]);
  expect(node.hear(announced())).toBe(true);
  expect(await types()).toEqual(["look"]);
});

test.each([
  [10_000, 45_000, 10_000],
  [60_000, 45_000, 11_250],
  [1_000, 45_000, 1_000],
  [10_000, 400, 1_000],
])(
  "asked for a look each %i ms within a lease of %i ms, it looks each %i ms",
  async (interval, leaseMs, every) => {
    const { node, types, advance } = watched(interval);
    node.hear(announced({ leaseMs }));
    expect(await types()).toEqual(["look"]);
    advance(every - 1);
    expect(await types()).toEqual([]);
    advance(1);
    expect(await types()).toEqual(["look"]);
  },
);

test("an announcement that is not answered is said again", async () => {
  const { node, types, advance } = watched();
  node.announce();
  advance(15_000);
  expect(await types()).toEqual(["announce", "announce"]);
});

test("a link that is lost ends its looks, and it is announced anew with the next", async () => {
  const { node, types, advance } = watched();
  node.hear(announced());
  node.stop();
  advance(3_600_000);
  expect(await types()).toEqual([]);
  node.announce();
  node.hear(announced());
  expect(await types()).toEqual(["announce", "look"]);
  advance(10_000);
  expect(await types()).toEqual(["look"]);
});

test.each([
  ["name_taken", {}, 1_000],
  ["address_taken", {}, 1_000],
  ["unknown_node", { asked: "look", about: "0123456789ab" }, 1_000],
  ["history_unavailable", {}, 1_000],
  ["node_retired", {}, 240_000],
  ["forbidden", {}, 240_000],
  ["replaced", {}, null],
  ["replaced", { about: "0123456789ab" }, null],
])(
  "refused with %s %j it is announced again after %s ms, and not looked at before",
  async (code, more, after) => {
    const { node, types, advance, lines } = watched();
    node.hear(announced());
    await types();
    expect(node.hear(refused(code, more))).toBe(true);
    expect(lines.at(-1)).toBe("[shardlight] node n1 of pool main is refused: because");
    advance((after ?? 3_600_000) - 1);
    expect(await types()).toEqual([]);
    advance(1);
    expect(await types()).toEqual(after === null ? [] : ["announce"]);
  },
);

test("what is refused of another node does not concern it", () => {
  const { node } = watched();
  node.hear(announced());
  expect(node.hear(refused("name_taken", { about: "n2" }))).toBe(false);
  expect(node.hear(refused("unknown_node", { asked: "look", about: "ab0123456789" }))).toBe(false);
});

test("retired it is left alone, until operations have it return", async () => {
  const { node, types, advance, lines } = watched();
  node.hear(announced());
  await types();
  node.hear({ type: "node", id: "0123456789ab", state: "retired", reason: "its block is limited" });
  advance(60_000);
  expect(await types()).toEqual([]);
  expect(lines.at(-1)).toBe("[shardlight] node n1 of pool main is retired now: its block is limited");
  node.hear({ type: "node", id: "0123456789ab", state: "probing", reason: null });
  expect(await types()).toEqual(["announce"]);
});

test("withdrawn it is said once, and only where it was announced", async () => {
  const { node, types, advance } = watched();
  node.withdraw();
  expect(await types()).toEqual([]);
  node.hear(announced());
  await types();
  node.withdraw();
  node.withdraw();
  advance(60_000);
  expect(await types()).toEqual(["withdraw"]);
});

test("what a look finds is logged when it changes, and no secret with it", async () => {
  const { node, types, advance, lines, rest } = watched();
  const next = async (status: number) => {
    rest.status = status;
    advance(10_000);
    await types();
  };
  node.hear(announced());
  await types();
  for (const status of [200, 403, 403, 502, 503, 404, 200, 200]) await next(status);
  const title = "[shardlight] node n1 of pool main";
  const at = "at http://10.0.0.7:2333";
  expect(lines).toEqual([
    `${title} is announced ${at}: probing`,
    `${title} answers: lavalink 4.2.2`,
    `${title} does not take its password ${at}: give the agent the one of its application.yml`,
    `${title} does not answer ${at} (HTTP 502)`,
    `${title} is no Lavalink v4 ${at}: mend its address`,
    `${title} answers: lavalink 4.2.2`,
  ]);
  expect(lines.join()).not.toContain("hush");
});
