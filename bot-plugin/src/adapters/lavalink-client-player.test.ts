import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { dice, LONG, NASTY, NASTY_ADDRESSES, SECRET, SEEDS, SOMEBODY } from "../music/test-nasty.ts";
import { foundSchema, playerSnapshotSchema } from "../protocol/music.ts";
import { MAX_REASON_CHARS } from "../protocol/report.ts";
import { LavalinkClientPlayers } from "./lavalink-client-player.ts";

const GUILD = "375928847299117063";
const BOT_ID = "175928847299117063";
const nastyGround = (seed: number) => {
  const roll = dice(seed);
  const one = (among: readonly unknown[]) => among[Math.floor(roll() * among.length)];
  const any = () => one(NASTY);
  const FIELDS = ["title", "author", "duration", "length", "isStream", "isSeekable", "sourceName"];
  const infoOf = () => ({
    ...Object.fromEntries(FIELDS.map((field) => [field, any()])),
    uri: one(NASTY_ADDRESSES),
    artworkUrl: one(NASTY_ADDRESSES),
  });
  const track = () => {
    if (roll() < 0.05) return any() ?? null;
    const info = roll() < 0.1 ? any() : infoOf();
    const userData = { "oauth-token": SECRET, requester: { token: SECRET } };
    return { encoded: SECRET, info, requester: any(), userData, pluginInfo: { secret: SECRET } };
  };
  const fail = () => Promise.reject(new Error(`request to http://node/?password=${SECRET} failed`));
  const node = {
    connected: true,
    sessionId: SECRET,
    options: { authorization: SECRET },
    info: {
      sourceManagers: ["youtube", any()],
      filters: ["timescale", any()],
      plugins: [any(), { name: any() }],
    },
    search: fail,
  };
  const player = {
    guildId: GUILD,
    voiceChannelId: roll() < 0.5 ? "275928847299117063" : any(),
    voice: { token: SECRET, endpoint: SECRET, sessionId: SECRET },
    playing: any(),
    paused: any(),
    connected: any(),
    volume: any(),
    repeatMode: any(),
    lastPosition: any(),
    lastPositionChange: any(),
    options: {},
    node,
    queue: {
      current: roll() < 0.2 ? null : Object(track()),
      tracks: Array.from({ length: Math.floor(roll() * 80) }, track),
      previous: [track(), track()],
      utils: {},
    },
    filterManager: { filters: any(), data: {}, equalizerBands: any() },
    data: { secret: SECRET },
  };
  const manager = Object.assign(new EventEmitter(), {
    options: {
      client: { id: BOT_ID },
      playerOptions: { defaultSearchPlatform: any() },
      nodes: [node.options],
    },
    players: new Map([[GUILD, player]]),
    nodeManager: Object.assign(new EventEmitter(), { nodes: new Map([["one", node]]) }),
  });
  return new LavalinkClientPlayers(asManager(manager), { channelName: () => LONG });
};

/** A manager of fields that no library would give: that is what is tried. */
const asManager = (manager: object) => manager as ConstructorParameters<typeof LavalinkClientPlayers>[0];

test("whatever is in a player, its snapshot is one, and holds no secret", { timeout: 20_000 }, () => {
  for (const seed of SEEDS) {
    const snapshot = nastyGround(seed).snapshot(GUILD);
    expect(() => playerSnapshotSchema.parse(snapshot), `seed ${seed}`).not.toThrow();
    const text = JSON.stringify(snapshot);
    expect(text).not.toContain(SECRET);
    expect(text).not.toMatch(/"(uri|artworkUrl)":"(?!https?:)/);
    expect(text).not.toMatch(/\\n|\\r|\\u2028|\\u202e|\\ud800/);
  }
});

test("whatever is in a player, what is looked up fits, and failures are told without a secret", {
  timeout: 20_000,
}, async () => {
  for (const seed of SEEDS) {
    const players = nastyGround(seed);
    for (const lookup of [{ lookup: "queue", from: 3 }, { lookup: "history" }] as const) {
      const found = await players.lookup(GUILD, lookup, SOMEBODY);
      expect(() => foundSchema.parse(found), `seed ${seed}`).not.toThrow();
      expect(JSON.stringify(found)).not.toContain(SECRET);
    }
    const told = [
      await players.lookup(GUILD, { lookup: "search", query: "x" }, SOMEBODY),
      await players.lookup(GUILD, { lookup: "lyrics" }, SOMEBODY),
      await players.act(GUILD, { action: "play", query: "x" }, SOMEBODY, SOMEBODY.id),
      await players.act(GUILD, { action: "volume", volume: 5 }, SOMEBODY, null),
      await players.act(GUILD, { action: "skip" }, SOMEBODY, null),
      await players.act(GUILD, { action: "previous" }, SOMEBODY, null),
      await players.act(GUILD, { action: "seek", positionMs: 5 }, SOMEBODY, null),
      await players.act(GUILD, { action: "remove", uid: "x" }, SOMEBODY, null),
    ];
    for (const act of told) {
      const message = "message" in act ? act.message : "";
      expect(message.length).toBeGreaterThan(0);
      expect(message.length).toBeLessThanOrEqual(MAX_REASON_CHARS);
      expect(JSON.stringify(act)).not.toContain(SECRET);
      expect("outcome" in act && act.outcome).toMatch(/refused|failed/);
    }
  }
});

test("where there is no player nothing is shown, done or known", async () => {
  const players = nastyGround(1);
  const other = "385928847299117063";
  expect(players.snapshot(other)).toBeNull();
  expect(players.channelOf(other)).toBeNull();
  expect(players.requesterOf(other, null)).toBeNull();
  expect(await players.act(other, { action: "skip" }, SOMEBODY, null)).toMatchObject({ outcome: "refused" });
});

test("the library is named with the version that is installed", () => {
  expect(nastyGround(1).library).toMatch(/^lavalink-client \d+\.\d+\.\d+$/);
});
