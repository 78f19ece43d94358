import { expect, test } from "vitest";
import type { MusicSource, SourceTrack } from "./sources.ts";
import { item, resultIn, seenIn, standingBot } from "./test-music.ts";
import { ANN, facts } from "./test-people.ts";

/** A track as a host without types may write it. */
const asWritten = (track: object) => track as SourceTrack;

type Given = Partial<Pick<MusicSource, "search" | "resolve" | "match">>;

/** A music service of paper; of each search it finds three tracks. */
const source = (id: string, given: Given = {}) => {
  const asked: string[] = [];
  const signals: AbortSignal[] = [];
  const made: MusicSource = {
    id,
    name: id.toUpperCase(),
    match: (url) => url.startsWith(`https://${id}.example/`),
    search: async (query, limit, signal) => {
      asked.push(`search ${query} ${limit}`);
      signals.push(signal);
      return [1, 2, 3].map((at) => ({ title: `${id} ${at}`, uri: `https://${id}.example/${at}` }));
    },
    resolve: async (uri) => {
      asked.push(`resolve ${uri}`);
      return [`first for ${uri}`, `second for ${uri}`];
    },
    ...given,
  };
  return { made, asked, signals };
};

const listening = (sources: readonly MusicSource[]) => {
  const bot = standingBot({ sources });
  bot.members.known.clear();
  bot.members.known.set(ANN, facts());
  bot.adapter.finds = async () => ({ tracks: ["x", "y"].map((uid) => item(uid)) });
  const search = async (query: string, id?: string) => {
    const answer = await bot.ask({
      kind: "lookup",
      lookup: { lookup: "search", query, ...(id !== undefined && { source: id }) },
    });
    if (answer?.kind !== "found") throw new Error(`nothing found: ${JSON.stringify(answer)}`);
    return answer.found.tracks?.map(({ title }) => title);
  };
  return { ...bot, search };
};

/** Sources as people are shown them, by their health. */
const healths = async ({ look }: ReturnType<typeof listening>) =>
  Object.fromEntries(
    (seenIn(await look()).player?.sources ?? []).map(({ id, health }) => [id, health] as const),
  );

test("words are searched everywhere, and the player's tracks and theirs are told in turn", async () => {
  const { search } = listening([source("camp").made, source("cloud").made]);
  expect(await search("song")).toEqual([
    ...["Song x", "camp 1", "cloud 1"],
    ...["Song y", "camp 2", "cloud 2"],
    ...["camp 3", "cloud 3"],
  ]);
});

test("where a service is named, or a link is of it, it alone is asked", async () => {
  const camp = source("camp");
  const cloud = source("cloud");
  const { search } = listening([camp.made, cloud.made]);
  expect(await search("song", "camp")).toEqual(["camp 1", "camp 2", "camp 3"]);
  expect(await search("https://camp.example/9")).toEqual(["camp 1", "camp 2", "camp 3"]);
  expect(await search("song", "youtube")).toEqual(["Song x", "Song y"]);
  expect(cloud.asked).toEqual([]);
});

test("a service that is slow is left behind, and told to stop", async () => {
  const slow = source("slow");
  const signals: AbortSignal[] = [];
  const made: MusicSource = {
    ...slow.made,
    search: (_, __, signal) => {
      signals.push(signal);
      return new Promise(() => {});
    },
  };
  const bot = listening([made, source("camp").made]);
  const lookup = { lookup: "search", query: "song" } as const;
  expect(await bot.ask({ kind: "lookup", lookup }, { id: "s", expiresInMs: 10_000 })).toBeNull();
  await bot.timing.pass(5_000);
  expect(bot.answerTo("s")).toMatchObject({ kind: "found", found: { tracks: { length: 5 } } });
  expect(signals[0]?.aborted).toBe(true);
  expect(await healths(bot)).toEqual({ paper: "ok", slow: "degraded", camp: "ok" });
});

test("a service that fails again and again is away for a while, and people are told", async () => {
  let isWell = false;
  let asked = 0;
  const { made } = source("camp");
  const bot = listening([
    {
      ...made,
      search: (...args) => {
        asked += 1;
        if (!isWell) throw new Error("boom");
        return made.search(...args);
      },
    },
  ]);
  await bot.look();
  for (let i = 0; i < 5; i += 1) expect(await bot.search("song")).toEqual(["Song x", "Song y"]);
  expect(asked).toBe(3);
  expect(await healths(bot)).toMatchObject({ camp: "away" });
  await bot.timing.pass(50);
  expect(bot.players().at(-1)?.player?.sources.at(-1)).toEqual({ id: "camp", name: "CAMP", health: "away" });
  const lookup = { lookup: "search", query: "song", source: "camp" } as const;
  expect(resultIn(await bot.ask({ kind: "lookup", lookup })).message).toContain("does not answer");
  isWell = true;
  await bot.timing.pass(30_000);
  expect(await bot.search("song")).toHaveLength(5);
  expect(await healths(bot)).toMatchObject({ camp: "ok" });
});

test("where the player's own search fails, the services still find", async () => {
  const bot = listening([source("camp").made]);
  bot.adapter.finds = async () => ({ outcome: "failed", message: "no node" });
  expect(await bot.search("song")).toEqual(["camp 1", "camp 2", "camp 3"]);
  bot.adapter.finds = () => Promise.reject(new Error("boom"));
  expect(await bot.search("song")).toEqual(["camp 1", "camp 2", "camp 3"]);
});

test("what a service finds is told as the wire takes it, or not at all", async () => {
  const search = async () => [
    { title: "t".repeat(999), uri: "javascript:alert(1)" },
    asWritten({ title: 7, uri: "https://camp.example/1" }),
    { title: "good", uri: "https://camp.example/2", durationMs: -1 },
  ];
  const bot = listening([source("camp", { search }).made]);
  const lookup = { lookup: "search", query: "song", source: "camp" } as const;
  expect(await bot.ask({ kind: "lookup", lookup })).toMatchObject({
    kind: "found",
    found: { tracks: [{ uri: null }, { title: "good", durationMs: 0, source: "camp" }] },
  });
});

test("a link of a service is played by what it resolves to, the first that does", async () => {
  const camp = source("camp");
  const { adapter, command } = listening([camp.made]);
  adapter.does = async (wish) =>
    wish.action === "play" && wish.query.startsWith("second")
      ? { outcome: "done", message: "added" }
      : { outcome: "failed", message: "nothing found" };
  const query = "https://camp.example/1";
  const play = { action: "play", query, source: "camp", isNext: true } as const;
  expect(resultIn(await command(play))).toMatchObject({ outcome: "done", message: "added" });
  expect(adapter.acts.map((act) => act.command)).toEqual([
    { action: "play", query: `first for ${query}`, isNext: true },
    { action: "play", query: `second for ${query}`, isNext: true },
  ]);
});

test("words for a service are played by the first track that it finds", async () => {
  const camp = source("camp");
  const { adapter, command } = listening([camp.made]);
  await command({ action: "play", query: "song", source: "camp" });
  expect(camp.asked).toEqual(["search song 1", "resolve https://camp.example/1"]);
  expect(adapter.acts).toHaveLength(1);
});

test("what is of no service is played by the player itself", async () => {
  const { adapter, command } = listening([source("camp").made]);
  const play = { action: "play", query: "https://other.example/1", source: "youtube" } as const;
  await command(play);
  expect(adapter.acts.map((act) => act.command)).toEqual([play]);
});

test("a service that cannot resolve its link is said to be away", async () => {
  const resolve = () => Promise.reject(new Error("boom"));
  const match = () => true;
  const { adapter, command } = listening([source("camp", { resolve, match }).made]);
  const play = { action: "play", query: "https://camp.example/1" } as const;
  expect(resultIn(await command(play)).message).toContain("does not answer");
  expect(adapter.acts).toEqual([]);
});
