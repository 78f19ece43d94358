import { expect, test } from "vitest";
import { LINK_FEATURES } from "../protocol/link.ts";
import { type MusicOptions, startMusic } from "./music.ts";
import { item, musicBot, resultIn, seenIn, standingBot } from "./test-music.ts";
import { ANN, BEN, CYD, facts, GUILD, PaperMembers } from "./test-people.ts";

const OTHER = "81384788765712999";

/** Options as a host without types may write them. */
const asWritten = (options: object) => options as MusicOptions;

test("it says that it has players whenever the link stands", () => {
  const { hub, sent } = musicBot();
  expect(sent).toEqual([]);
  hub.follow(LINK_FEATURES);
  hub.follow(null);
  hub.follow(LINK_FEATURES);
  const players = { type: "players", adapter: "paper 1.0.0" };
  expect(sent).toEqual([players, players]);
});

test("it says so once it knows its guilds, and not before", () => {
  const members = new PaperMembers();
  members.isReady = false;
  const { hub, sent, music } = musicBot({ members });
  hub.follow(LINK_FEATURES);
  expect(sent).toEqual([]);
  members.beReady();
  expect(sent).toEqual([{ type: "players", adapter: "paper 1.0.0" }]);
  music.close();
  members.beReady();
  expect(sent).toHaveLength(2);
});

test("a bot that knows its guilds says nothing to a link that does not stand", () => {
  const members = new PaperMembers();
  members.isReady = false;
  const { hub, sent } = musicBot({ members });
  hub.follow(LINK_FEATURES);
  hub.follow(null);
  members.beReady();
  expect(sent).toEqual([]);
});

test("a server that knows no players is told nothing, and the host is told once", () => {
  const { hub, sent, said } = musicBot();
  hub.follow(["audio"]);
  hub.follow(["audio"]);
  expect(sent).toEqual([]);
  expect(said).toEqual(["[shardlight] the server shows no players: a newer one is needed"]);
});

test.each([
  ["nothing", {}],
  ["no link", { adapter: {}, members: {} }],
  ["no adapter", { shardlight: { channel: {} } }],
])("a host that gives %s is told, and nothing is thrown", (_, given) => {
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  const music = startMusic(asWritten({ ...given, logger: { info: say, warn: say, error: say } }));
  music.close();
  expect(said.join()).toContain("no players are shown");
});

test("a host that gives a music service without an id is told", () => {
  const { said, hub, sent } = musicBot(asWritten({ sources: [{ name: "Camp" }] }));
  hub.follow(LINK_FEATURES);
  expect(said).toEqual(["[shardlight] no players are shown: each of `sources` needs an `id`"]);
  expect(sent).toEqual([]);
});

test("members see the player, what they may do, and whether they manage the server", async () => {
  const { members, look } = standingBot();
  expect(seenIn(await look())).toMatchObject({
    player: { guildId: GUILD, current: { uid: "a" }, total: 2 },
    may: ["play", "skip", "pause", "resume", "seek"],
    isVoter: false,
    isManager: false,
  });
  expect(seenIn(await look(BEN))).toMatchObject({ may: ["play", "skip", "remove"], isVoter: true });
  members.known.set(CYD, facts({ isManager: true, voiceChannelId: null }));
  expect(seenIn(await look(CYD))).toMatchObject({
    may: ["play", "skip", "pause", "resume", "seek", "volume", "remove", "move"],
    isVoter: false,
    isManager: true,
  });
});

test("who is no member sees nothing", async () => {
  const { look, ask } = standingBot();
  expect(resultIn(await look("80351110224678999")).message).toBe("you are not a member of this server");
  expect(resultIn(await ask({ kind: "watch" }, { guildId: OTHER })).outcome).toBe("refused");
  const queue = { kind: "lookup", lookup: { lookup: "queue", from: 50 } } as const;
  expect(resultIn(await ask(queue, { by: "80351110224678999" })).outcome).toBe("refused");
});

test("ids that are none of Discord's are not looked up", async () => {
  const { members, ask } = standingBot();
  expect(await ask({ kind: "watch" }, { guildId: "1/../2" })).toBeNull();
  expect(await ask({ kind: "watch" }, { by: "me" })).toBeNull();
  expect(members.asked).toBe(0);
});

test("what is looked up is found, with texts and lists as the wire takes them", async () => {
  const { adapter, ask } = standingBot();
  adapter.finds = async () => ({
    items: [item("b"), item("not a uid")],
    lyrics: {
      source: null,
      lines: Array.from({ length: 3_000 }, () => ({ text: "la".repeat(300), atMs: -1 })),
    },
  });
  const answer = await ask({ kind: "lookup", lookup: { lookup: "lyrics" } });
  if (answer?.kind !== "found") throw new Error("nothing found");
  expect(answer.found.items?.map(({ uid }) => uid)).toEqual(["b"]);
  expect(answer.found.lyrics?.lines).toHaveLength(2_000);
  expect(answer.found.lyrics?.lines[0]?.text).toHaveLength(300);
});

test("what is too long for the link is not sent, and whoever waits is told", async () => {
  const { adapter, ask } = standingBot();
  const lines = Array.from({ length: 2_000 }, () => ({ text: "歌".repeat(300), atMs: null }));
  adapter.finds = async () => ({ lyrics: { source: null, lines } });
  const answer = await ask({ kind: "lookup", lookup: { lookup: "lyrics" } });
  expect(resultIn(answer)).toMatchObject({ outcome: "failed" });
});

test.each([
  ["throws", () => Promise.reject(new Error("boom"))],
  ["can not", async () => ({ outcome: "refused", message: "no lyrics are known" }) as const],
])("a lookup of a library that %s is told in words", async (_, finds) => {
  const { adapter, ask } = standingBot();
  adapter.finds = finds;
  expect(resultIn(await ask({ kind: "lookup", lookup: { lookup: "lyrics" } })).message).not.toBe("");
});

test("lookups that hang are told so in time, and not too many run at once", async () => {
  const { adapter, timing, ask, answerTo } = standingBot();
  adapter.finds = () => new Promise(() => {});
  const lyrics = { kind: "lookup", lookup: { lookup: "lyrics" } } as const;
  for (let i = 0; i < 100; i += 1) expect(await ask(lyrics, { id: `at-${i}` })).toBeNull();
  expect(resultIn(await ask(lyrics)).outcome).toBe("failed");
  await timing.pass(5_000);
  expect(resultIn(answerTo("at-7")).message).toBe("that took too long");
  adapter.finds = async () => ({});
  expect(await ask(lyrics)).toMatchObject({ kind: "found" });
});

test("a player with addresses that no browser may follow is told without them, and with no field beside", async () => {
  const { adapter, look } = standingBot();
  const secret = { token: "hush" };
  adapter.change({
    current: { ...item("a"), ...secret, uri: "javascript:alert(1)", artworkUrl: "data:image/png,x" },
    queue: Array.from({ length: 60 }, (_, place) => item(`q${place}`)),
    total: 60,
    ...secret,
  });
  const { player } = seenIn(await look());
  expect(player?.current).toMatchObject({ uri: null, artworkUrl: null });
  expect(player?.queue).toHaveLength(50);
  expect(JSON.stringify(player)).not.toContain("hush");
});

test("it tells which of these guilds it serves, and which roles someone has", async () => {
  const { hub, members, timing, answerTo } = standingBot();
  members.known.set(ANN, facts({ roleIds: ["70351110224678900"] }));
  hub.hear({ type: "guilds", id: "g", guildIds: [OTHER, GUILD] });
  hub.hear({ type: "roles", id: "r", guildId: GUILD, userId: ANN });
  hub.hear({ type: "roles", id: "n", guildId: GUILD, userId: "nobody" });
  await timing.pass(0);
  expect(answerTo("g")).toEqual({ kind: "guilds", guildIds: [GUILD] });
  expect(answerTo("r")).toEqual({ kind: "roles", roleIds: ["70351110224678900"] });
  expect(answerTo("n")).toEqual({ kind: "roles", roleIds: [] });
});

test("a bot whose library throws everywhere goes on, and hears of it", async () => {
  const { adapter, hub, timing, said, look, command } = standingBot();
  await look();
  adapter.snapshot = () => {
    throw new Error("boom");
  };
  adapter.stir();
  await timing.pass(50);
  expect(resultIn(await look()).outcome).toBe("failed");
  expect(resultIn(await command({ action: "pause" })).outcome).toBe("failed");
  hub.follow(null);
  expect(() => hub.follow(["music"])).not.toThrow();
  expect(said).toHaveLength(1);
});

test("after its end it hears neither the library nor the server", async () => {
  const { adapter, music, timing, sent, look } = standingBot();
  await look();
  music.close();
  expect(adapter.isHeard).toBe(false);
  sent.length = 0;
  expect(await look()).toBeNull();
  await timing.pass(100_000);
  expect(sent).toEqual([]);
});
