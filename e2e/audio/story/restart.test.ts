import { afterAll, beforeAll, expect, test } from "vitest";
import type { NodeDetail } from "#protocol/audio-view.ts";
import { until } from "../../support/until.ts";
import { type Company, gather } from "./company.ts";
import { openStage, type Stage } from "./stage.ts";
import { Times } from "./times.ts";

const DEADLINE_MS = 25_000;
/** From then on a drained node that is known to be empty is retired. */
const MAY_BE_EMPTY_MS = 10_000;
let stage: Stage;
let company: Company;
const times = new Times();

beforeAll(async () => {
  stage = await openStage();
  company = await gather(stage);
  await Promise.all([company.bring("one"), company.bring("two")]);
  await company.haveReady(["one", "two"]);
  await company.playAll("scsearch:all day");
});

afterAll(async () => {
  times.say();
  await stage.close();
});

/** What must outlive a restart. */
const kept = ({ node, history }: NodeDetail) => {
  if (!("name" in node)) throw new Error("that is what the public sees");
  const { id, name, label, address, state, since, reason, note, drain, sources, version } = node;
  return { id, name, label, address, state, since, reason, note, drain, sources, version, history };
};
const playerRequests = () =>
  company.machine("two").node.seen.requests.filter((request) => /^(?!GET).*\/players\//.test(request)).length;

test("killed amid a drain, the server forgets nothing, takes nobody's players for gone, and ends the drain in time", async () => {
  const { operations, server, transcript } = stage;
  const { id } = await operations.sees("one", ({ state }) => state === "active");
  const { node } = company.machine("one");
  // A bot that has nothing to do with this server plays there as well.
  node.setPlayers({ players: 1, playing: 1 });
  const override = { soundcloud: "degraded" } as const;
  await operations.patch(id, { note: "its disk is noisy", override });
  const drained = await operations.patch(id, {
    action: "drain",
    deadlineMs: DEADLINE_MS,
    reason: "a new kernel",
  });
  await until("all of ours have moved", () => node.players().length === 0);
  const everyone = await company.on("two");
  expect(everyone).toHaveLength(company.seats.length);
  await until("an empty node would be retired", () => Date.now() - drained.since > MAY_BE_EMPTY_MS, 15_000);
  const before = kept(await operations.detail(id));
  expect(before).toMatchObject({ state: "draining", note: "its disk is noisy", reason: "a new kernel" });
  expect(before.sources["soundcloud"]).toBe("degraded");

  const requests = playerRequests();
  const links = company.machine("two").node.seen.links;
  transcript.note("the log of the server that was killed", JSON.stringify(server.logs) + server.stderr());
  // For a while nobody but the new server itself can tell how the node is.
  company.machine("one").agent.signal("SIGSTOP");
  const from = performance.now();
  await server.kill();
  expect(await Promise.all(company.bots.map((bot) => bot.ready()))).toEqual([
    ["one", "two"],
    ["one", "two"],
  ]);
  await server.restart();
  expect(kept(await operations.detail(id))).toEqual(before);
  await operations.sees("one", ({ seenBy }) => seenBy === "server");
  expect(kept(await operations.detail(id))).toEqual(before);
  company.machine("one").agent.signal("SIGCONT");
  await operations.sees("one", ({ agent }) => agent?.lastHeard !== null, 20_000);
  times.since(from, "from the death of the server to its hearing the agent again");
  expect(kept(await operations.detail(id))).toEqual(before);

  const over = await operations.sees("one", ({ state }) => state === "retired", DEADLINE_MS);
  const deadlineAt = before.drain?.deadlineAt ?? Number.NaN;
  expect((await operations.detail(id)).history?.[0]).toMatchObject({ to: "retired", cause: "deadline" });
  expect(over.since).toBeGreaterThanOrEqual(deadlineAt);
  expect(over.since).toBeLessThan(deadlineAt + 3_000);
  await company.haveReady(["two"], 20_000);
  times.since(
    from,
    "from the death of the server to both bots hearing from the new one what became of the node",
  );
  expect(await company.on("two")).toEqual(everyone);
  expect([playerRequests(), company.machine("two").node.seen.links]).toEqual([requests, links]);
  expect(stage.leaks()).toEqual([]);
});
