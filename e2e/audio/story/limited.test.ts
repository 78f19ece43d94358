import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../support/until.ts";
import { type Company, gather, type Seat } from "./company.ts";
import { type Onlooker, openOnlooker } from "./onlooker.ts";
import { EVERYWHERE, findPlanted } from "./planted.ts";
import { openStage, type Stage } from "./stage.ts";
import { Times } from "./times.ts";

const NAMES = ["one", "three", "two"] as const;
let stage: Stage;
let company: Company;
let onlooker: Onlooker;
/** The node that YouTube turns away. */
let spent: string;
const times = new Times();

beforeAll(async () => {
  stage = await openStage({ SECRET_KEY: randomBytes(32).toString("base64") });
  [company, onlooker] = await Promise.all([gather(stage), openOnlooker(stage)]);
});

afterAll(async () => {
  await onlooker.close();
  times.say();
  await stage.close();
});

const play = ({ bot, guildId }: Seat, search: string) => bot.play(guildId, search);
const isActive = ({ state }: { readonly state?: string | undefined }) => state === "active";
const others = () => NAMES.filter((name) => name !== spent);

test("two nodes are announced: the page shows them, and bots that had none play on both", async () => {
  const { operations, feed } = stage;
  const from = performance.now();
  await Promise.all([company.bring("one"), company.bring("two")]);
  const both = ["one", "two"];
  await Promise.all(both.map((name) => operations.sees(name, isActive)));
  times.since(from, "from the start of two agents to both nodes active");
  await Promise.all(both.map((name) => feed.shows(name, isActive)));
  await Promise.all(both.map((name) => onlooker.sees(name, /in use/)));
  await company.haveReady(both);
  const [first] = company.seats;
  if (first === undefined) throw new Error("nobody wants to hear music");
  await play(first, "scsearch:all day");
  await until("the first is heard", () => both.some((name) => company.heard(first, name)?.["track"]));
  times.since(from, "from the start of the agents to the first player on a node");
  await company.playAll("scsearch:all day");
  const [one, two] = [await company.on("one"), await company.on("two")];
  expect(one.length + two.length).toBe(6);
  expect([new Set(one.map(({ bot }) => bot)).size, new Set(two.map(({ bot }) => bot)).size]).toEqual([2, 2]);
});

test("a third one that comes while they play is theirs within moments, and nobody is moved for it", async () => {
  const before = await Promise.all(["one", "two"].map(company.on));
  const from = performance.now();
  await company.bring("three");
  await stage.operations.sees("three", isActive);
  await company.haveReady(NAMES);
  times.since(from, "from the start of a third agent to both bots connected to its node");
  await stage.feed.shows("three", isActive);
  expect(await Promise.all(["one", "two"].map(company.on))).toEqual(before);
});

test("a node that YouTube turns away is found out by what fails on it, and emptied: players move with their music", async () => {
  const { operations, provisioner, feed } = stage;
  const seated = await Promise.all(["one", "two"].map(company.on));
  spent = (seated[0]?.length ?? 0) >= 3 ? "one" : "two";
  const [listener, ...askers] = await company.on(spent);
  if (listener === undefined) throw new Error("nobody is on the node");
  company.machine(spent).node.limitSource("youtube", "blocked");
  const refusedAt = Date.now();
  for (const song of ["first", "second"]) for (const seat of askers) await play(seat, `ytsearch:${song}`);
  const isLimited = ({ sources }: { readonly sources?: Readonly<Record<string, string>> | undefined }) =>
    sources?.["youtube"] === "limited" && sources["soundcloud"] !== "limited";
  const { node } = company.machine(spent);
  const emptied = until("nobody is left on it", () => node.players().length === 0 && Date.now(), 30_000);
  const { sourceDetails } = await operations.sees(spent, isLimited, 20_000);
  const { youtube } = sourceDetails;
  expect(youtube?.sample).toContain("confirm you");
  await feed.shows(spent, isLimited);
  await onlooker.sees(spent, /being emptied.*YouTube refuses this node/s);
  const { id, drain, since } = await operations.sees(spent, ({ state }) => state === "draining");
  expect(drain?.end).toBe("retire");
  expect((await operations.detail(id)).history?.[0]).toMatchObject({ to: "draining", cause: "limited" });
  const limitedAt = youtube?.since ?? Number.NaN;
  times.note(limitedAt - refusedAt, "from the first refused track to the source limited");
  times.note(since - limitedAt, "from the source limited to the drain");
  times.note((await emptied) - since, "from the drain to its last player gone");
  const goesOn = () => others().find((name) => company.heard(listener, name)?.["track"]);
  const home = await until("the music goes on elsewhere", goesOn);
  expect(company.heard(listener, home)).toMatchObject({
    track: { info: { sourceName: "soundcloud" } },
    state: { connected: true },
  });
  for (const seat of askers) {
    // A new player each, and none of them there.
    await seat.bot.leave(seat.guildId);
    expect(await play(seat, "ytsearch:at last")).toBe("search");
    expect(others()).toContain(await seat.bot.nodeOf(seat.guildId));
  }
  expect(company.machine(spent).node.players()).toEqual([]);
  await until("the provisioner was told", () => provisioner.about(spent).includes("node.limited"));
});

test("it is retired once it is empty: the bots drop it, and the provisioner may take its machine", async () => {
  const { operations, provisioner, feed } = stage;
  const from = performance.now();
  const { id } = await operations.sees(spent, ({ state }) => state === "retired", 20_000);
  await feed.shows(spent, ({ state }) => state === "retired");
  await onlooker.sees(spent, /out of use/);
  await company.haveReady(others());
  await company.haveForgotten(id);
  await until("the provisioner was told", () => provisioner.about(spent).includes("node.retired"));
  times.since(from, "from the emptied node to its retirement, told to all");
  expect(provisioner.about(spent)).toEqual(["node.announced", "node.limited", "node.retired"]);
  expect(provisioner.told.filter(({ isSigned }) => !isSigned)).toEqual([]);
  expect(provisioner.told.at(-1)?.data).toMatchObject({ id, state: "retired", cause: "empty" });
});

test("its machine may not come back as it was, and one at other addresses takes its place", async () => {
  const { operations } = stage;
  const { node, agent } = company.machine(spent);
  await agent.end();
  const stubborn = stage.agent({ name: spent, node });
  await until("it is refused", () => /refused: this node was retired/.test(stubborn.output()));
  await stubborn.end();
  const retired = await operations.sees(spent, ({ state }) => state === "retired");
  const from = performance.now();
  await company.bring(spent, "127.0.1.1");
  const fresh = await operations.sees(spent, isActive);
  expect(fresh.id).not.toBe(retired.id);
  expect(fresh.sources["youtube"]).toBe("unknown");
  await company.haveReady(NAMES);
  times.since(from, "from the start of the fresh node's agent to both bots connected to it");
  await company.settleOn(spent);
});

test("no secret of the run is found anywhere in it, and one that is planted is found everywhere", async () => {
  const { transcript, operations } = stage;
  for (const path of ["/", "/api/v1/snapshot", "/api/v1/openapi.json"]) await operations.ask(path);
  await onlooker.note();
  expect(onlooker.faults).toEqual([]);
  expect(stage.leaks()).toEqual([]);

  const { places, secrets } = await findPlanted(stage, company, onlooker);
  expect(secrets).toBe(1);
  expect(places).toEqual(EVERYWHERE);
  expect(transcript.secrets.length).toBeGreaterThan(15);
});
