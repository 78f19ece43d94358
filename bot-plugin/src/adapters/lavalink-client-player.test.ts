import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import {
  dice,
  LONG,
  NASTY,
  NASTY_ADDRESSES,
  SECRET,
  SEEDS,
  SOMEBODY,
  tellsNothing,
} from "../music/test-nasty.ts";
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

test("whatever is in a player, what is seen and told of it fits the wire, and holds no secret", {
  timeout: 20_000,
}, async () => {
  for (const seed of SEEDS) await tellsNothing(nastyGround(seed), GUILD);
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
