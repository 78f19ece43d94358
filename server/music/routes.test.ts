import { afterEach, beforeEach, expect, test } from "vitest";
import {
  playerQueueSchema,
  playerSettingsSchema,
  playerStatusSchema,
  serverListSchema,
} from "#protocol/music-view.ts";
import { GUILD, OTHER_GUILD, snapshotLike } from "./test-bot.ts";
import { createPlayerServer, judge, PEOPLE } from "./test-people.ts";

const { dj, member } = PEOPLE;
const AT = `/api/servers/${GUILD}`;

let server: ReturnType<typeof createPlayerServer>;
beforeEach(() => {
  server = createPlayerServer();
});
afterEach(() => server.close());

test("of one's servers those are listed that a bot is in, with what is away", async () => {
  const { peer } = server.arrive();
  server.arrive(judge(), { cluster: "patron_1" });
  const asked = async () =>
    serverListSchema.parse((await server.ask(member.userId, "GET", "/api/servers")).body);
  expect(await asked()).toEqual({
    servers: [
      {
        id: GUILD,
        name: `server ${GUILD}`,
        icon: "a_0123456789abcdef",
        iconUrl: null,
        isManager: false,
        clusters: ["main", "patron_1"],
        away: [],
      },
    ],
    isComplete: true,
  });
  server.music.desk.leave(peer);
  server.clock.advance(60_000);
  expect(await asked()).toMatchObject({
    servers: [{ clusters: ["main", "patron_1"], away: ["main"] }],
    isComplete: false,
  });
});

test("a bot that comes, or goes, shows at once", async () => {
  server.arrive();
  const asked = async () =>
    serverListSchema.parse((await server.ask(member.userId, "GET", "/api/servers")).body).servers;
  expect(await asked()).toMatchObject([{ clusters: ["main"], away: [] }]);
  const { peer } = server.arrive(judge(), { cluster: "patron_1" });
  expect(await asked()).toMatchObject([{ clusters: ["main", "patron_1"], away: [] }]);
  server.music.desk.leave(peer);
  expect(await asked()).toMatchObject([{ clusters: ["main", "patron_1"], away: ["patron_1"] }]);
});

test("a cluster whose bot is away altogether may be in more of them", async () => {
  server.arrive((frame) => (frame.type === "guilds" ? { kind: "guilds", guildIds: [] } : null));
  const { peer } = server.arrive(judge(), { cluster: "patron_1" });
  server.music.desk.leave(peer);
  expect((await server.ask(member.userId, "GET", "/api/servers")).body).toEqual({
    servers: [],
    isComplete: false,
  });
  const status = await server.ask(member.userId, "GET", `${AT}/status`);
  expect([status.status, status.body.error.code]).toEqual([503, "bot_away"]);
});

test("what plays, what comes next and how it plays are what the bot says", async () => {
  server.arrive(judge(snapshotLike({ rev: 7, volume: 80, total: 3 })));
  const read = async (name: string) => (await server.ask(dj.userId, "GET", `${AT}/${name}`)).body;
  expect(playerStatusSchema.parse(await read("status"))).toMatchObject({
    rev: 7,
    state: "playing",
    cluster: "main",
  });
  expect(playerQueueSchema.parse(await read("queue"))).toMatchObject({
    rev: 7,
    total: 3,
    from: 0,
    items: [],
  });
  expect(playerSettingsSchema.parse(await read("settings"))).toMatchObject({
    volume: 80,
    may: ["play", "skip", "volume", "clear"],
    isManager: false,
  });
  expect(await read("search?query=rain")).toEqual({ tracks: [] });
  expect(await read("search")).toMatchObject({ error: { code: "invalid" } });
  expect(await read("queue?from=x")).toMatchObject({ error: { code: "invalid" } });
});

test("who polls asks the bot once a second, and the bot tells nothing of what nobody watches", async () => {
  const { frames } = server.arrive();
  for (let count = 0; count < 20; count += 1) await server.ask(dj.userId, "GET", `${AT}/status`);
  const asks = () => frames.filter(({ type }) => type === "ask");
  expect(asks()).toHaveLength(1);
  expect(frames.at(-1)).toEqual({ type: "unwatch", guildId: GUILD });
  await server.ask(dj.userId, "POST", `${AT}/skip`);
  await server.ask(dj.userId, "GET", `${AT}/status`);
  expect(asks()).toHaveLength(3);
});

test("a server that is not theirs is one that does not exist", async () => {
  server.arrive();
  const answers = await Promise.all(
    [OTHER_GUILD, "100000000000000000", "x", "%00"].map((id) =>
      server.ask(member.userId, "GET", `/api/servers/${id}/status`),
    ),
  );
  for (const { status, body } of answers) expect([status, body]).toEqual([404, answers[0]?.body]);
});

test("titles that try to be HTML come out as JSON and nothing else", async () => {
  const title = '<img src=x onerror=alert(1)>"\n\ndata: {}\n';
  const track = {
    title,
    author: "</script>",
    uri: null,
    artworkUrl: null,
    durationMs: 1,
    isStream: false,
    source: "youtube",
    uid: "u1",
    requester: null,
  };
  server.arrive(judge(snapshotLike({ current: track, queue: [track], total: 1 })));
  const { headers, body } = await server.ask(member.userId, "GET", `${AT}/queue`);
  expect(headers.get("content-type")).toContain("application/json");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(body.items[0].title).toBe(title);
});
