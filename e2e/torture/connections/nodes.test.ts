import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { HandedNode } from "#protocol/audio-link.ts";
import type { ServerFrame } from "#protocol/link.ts";
import { dialLink, hello } from "../../../server/links/test-link.ts";
import { ask } from "../../support/http.ts";
import { INSPECTABLE, type Inspector, openInspector } from "../../support/inspector.ts";
import { residentBytes } from "../../support/process-cost.ts";
import { until } from "../../support/until.ts";
import { type House, openHouse } from "../holes/house.ts";
import { measure } from "../measure.ts";

/** As many as the server takes. */
const NODES = 1_000;
const BOTS = 10;
const ROUNDS = measure({ short: 3, full: 30 });
/** What whoever reads nothing may cost, with garbage not yet collected. */
const UNREAD_BYTES = 256 * 1_024 * 1_024;
const STATS = {
  players: 10,
  playing: 10,
  uptimeMs: 60_000,
  memory: { usedBytes: 1, reservableBytes: 2 },
  load: { system: 0.1, node: 0.1 },
  frames: { sent: 3_000, nulled: 1, deficit: 1 },
};
const WORKS = {
  kind: "answers",
  info: { kind: "lavalink", version: "4.2.2", sources: ["youtube"], plugins: [] },
  stats: { ...STATS, frames: null },
  planner: null,
};
/** Nothing answers there: the agent is believed. All texts are as long as they may be. */
const nodeOf = (place: number) => ({
  pool: "main",
  name: `node-${place}`,
  address: `http://127.0.0.1:${20_000 + place}`,
  password: "p".repeat(128),
  label: `${place} ${"l".repeat(50)}`,
  region: "r".repeat(64),
});

let house: House;
let inspector: Inspector;
let botSecret: string;
let ids: readonly string[];
beforeAll(async () => {
  house = await openHouse({ AUDIO_POOLS: "main:retire", ...INSPECTABLE });
  inspector = await openInspector(house.server);
  const secret = house.token("create", "--scope", "announce", "--pool", "main");
  botSecret = house.token("create", "--scope", "report,nodes", "--cluster", "main", "--pool", "main");
  const agent = await dialLink(house.server.url, { authorization: `Bearer ${secret}` });
  agent.send({ type: "hello", role: "agent", protocol: 1, boot: "a" });
  expect((await agent.next()).type).toBe("welcome");
  for (let place = 0; place < NODES; place += 1) agent.send({ type: "announce", node: nodeOf(place) });
  const found: string[] = [];
  while (found.length < NODES) {
    const said = await agent.next();
    if (said.type === "announced") found.push(said.id);
    else expect(said.type).toBe("node");
  }
  ids = found;
  agent.send({ type: "announce", node: nodeOf(NODES) });
  const answers: ServerFrame[] = [];
  while (answers.at(-1)?.type !== "refused") answers.push(await agent.next());
  expect(answers.at(-1)).toMatchObject({ code: "too_many_nodes" });
  for (const id of ids) agent.send({ type: "look", id, look: WORKS });
});
afterAll(async () => {
  inspector.close();
  await house.dispose();
});

/** A bot that knows of all nodes. */
const openBot = async (boot: string) => {
  const link = await dialLink(house.server.url, { authorization: `Bearer ${botSecret}` });
  onTestFinished(() => link.socket.terminate());
  link.send(hello(boot));
  expect((await link.next()).type).toBe("welcome");
  const known = new Map<string, HandedNode>();
  link.send({ type: "subscribe", pools: ["main"] });
  while (known.size < NODES) {
    const said = await link.next();
    if (said.type !== "nodes") throw new Error(`it was told ${said.type}`);
    for (const node of said.nodes) known.set(node.id, node);
  }
  return link;
};

const startDelays = () =>
  inspector.evaluate<void>(
    "globalThis.delays = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution: 5 }); delays.enable()",
  );
const delayMs = async (percentile: number) =>
  (await inspector.evaluate<number>(`delays.percentile(${percentile})`)) / 1e6;

test(`${BOTS} bots that see all of ${NODES} nodes, in frames as large as may be, hold nobody up`, {
  timeout: 120_000,
}, async () => {
  const bots = await Promise.all(Array.from({ length: BOTS }, (_, place) => openBot(`bot-${place}`)));
  await startDelays();
  // As dear to read as words can be made.
  const failed = [{ text: "status code http ".repeat(55), count: 1, guilds: ["1", "2", "3"] }];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [place, bot] of bots.entries()) {
      const from = ((place + round) * 100) % NODES;
      const outcomes = Object.fromEntries(
        Array.from({ length: 4 }, (_, source) => [`source-${(round * 4 + source) % 90}`, { ok: 20, failed }]),
      );
      const nodes = [...ids, ...ids].slice(from, from + 200).map((id) => ({
        id,
        isConnected: true,
        players: 3,
        stats: STATS,
        outcomes,
        tooOldCloses: round % 2,
      }));
      bot.send({ type: "observe", nodes });
      expect((await ask(house.server.url, "/healthz")).status).toBe(200);
    }
  }
  expect(await delayMs(90), "most turns").toBeLessThan(100);
  expect(await delayMs(100), "any turn").toBeLessThan(500);
  const { text } = await ask(house.server.url, "/api/v1/audio/nodes");
  expect(text.match(/"active"/g)).toHaveLength(NODES);
  expect(house.server.logs.filter(({ level }) => level === "error")).toEqual([]);
});

test("a bot that asks for all nodes again and again and reads nothing is cut, and costs no more than it may", async () => {
  const reader = await openBot("reads");
  const deaf = await openBot("deaf");
  const bytes = residentBytes(house.server.pid);
  const sockets = () =>
    inspector.evaluate<number>(
      "process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length",
    );
  const open = await sockets();
  deaf.socket.pause();
  for (let time = 0; time < 200; time += 1) deaf.send({ type: "subscribe", pools: ["main"] });
  await until("it is cut", async () => (await sockets()) < open);
  expect(residentBytes(house.server.pid) - bytes).toBeLessThan(UNREAD_BYTES);
  deaf.socket.resume();
  expect(await deaf.closed).toBe(1006);
  reader.send({ type: "subscribe", pools: ["main"] });
  await until("the other is told", async () => (await reader.next()).type === "nodes");
});
