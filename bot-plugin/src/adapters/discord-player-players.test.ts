import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { dice, NASTY, NASTY_ADDRESSES, SECRET, SEEDS, SOMEBODY, tellsNothing } from "../music/test-nasty.ts";
import { DiscordPlayerPlayers } from "./discord-player-players.ts";

const GUILD = "375928847299117063";
const CHANNEL = "275928847299117063";

const fail = () => Promise.reject(new Error(`GET https://source.test/?key=${SECRET} failed`));

const nastyGround = (seed: number) => {
  const roll = dice(seed);
  const one = (among: readonly unknown[]) => among[Math.floor(roll() * among.length)];
  const any = () => one(NASTY);
  const FIELDS = [
    "title",
    "author",
    "duration",
    "durationMS",
    "live",
    "source",
    "requestedBy",
    "description",
  ];
  const track = () => ({
    ...Object.fromEntries(FIELDS.map((field) => [field, any()])),
    url: one(NASTY_ADDRESSES),
    thumbnail: roll() < 0.5 ? one(NASTY_ADDRESSES) : { url: one(NASTY_ADDRESSES) },
    raw: { requestOptions: { headers: { cookie: SECRET } } },
    metadata: { secret: SECRET },
  });
  const list = (length: number) => ({
    store: Array.from({ length }, track),
    clear: () => {},
    shuffle: () => {},
  });
  const connection = { state: { status: any() }, joinConfig: { channelId: roll() < 0.5 ? CHANNEL : any() } };
  const queue = {
    id: GUILD,
    currentTrack: roll() < 0.2 ? null : track(),
    tracks: list(Math.floor(roll() * 80)),
    history: { tracks: list(3), previous: fail },
    node: {
      estimatedPlaybackTime: any(),
      volume: any(),
      pause: () => false,
      resume: () => false,
      skip: () => {
        throw new Error(SECRET);
      },
      stop: () => false,
      setVolume: () => false,
      seek: fail,
      play: fail,
      insert: fail,
    },
    options: { metadata: SECRET, disableVolume: any() },
    repeatMode: any(),
    dispatcher: { status: roll() < 0.5 ? "playing" : any() },
    connection,
    filters: {
      equalizer: null,
      resampler: null,
      filters: null,
      seeker: null,
      _lastFiltersCache: { volume: any(), sampleRate: any(), filters: any(), equalizer: any() },
    },
    tasksQueue: { acquire: () => ({ getTask: async () => {} }), release: () => {} },
    isPlaying: () => true,
    getCapacity: () => Number.POSITIVE_INFINITY,
    setRepeatMode: () => {},
    addTrack: fail,
    prepend: fail,
    connect: fail,
    emit: () => true,
    delete: () => {},
  };
  const player = {
    client: Object.assign(new EventEmitter(), {
      user: SOMEBODY,
      token: SECRET,
      channels: { cache: new Map([[CHANNEL, { id: CHANNEL, name: any() }]]) },
    }),
    events: new EventEmitter(),
    options: { blockExtractors: any() },
    extractors: {
      store: new Map([
        ["one", { identifier: any(), priority: any(), protocols: [any()], options: { cookie: SECRET } }],
        ["two", { identifier: "two", priority: 3, protocols: any() }],
      ]),
    },
    lyrics: { search: fail },
    nodes: { cache: new Map([[GUILD, queue]]), create: fail },
    search: fail,
    scanDeps: () => (roll() < 0.5 ? "- command: ffmpeg" : "FFmpeg/Avconv not found"),
    version: "7.2.0",
  };
  return new DiscordPlayerPlayers(asPlayer(player), {
    hasLyrics: roll() < 0.5,
    nodeOptions: { secret: SECRET },
  });
};

/** A player of fields that no library would give: that is what is tried. */
const asPlayer = (player: object) => player as ConstructorParameters<typeof DiscordPlayerPlayers>[0];

test("whatever is in a queue, what is seen and told of it fits the wire, and holds no secret", {
  timeout: 20_000,
}, async () => {
  for (const seed of SEEDS) await tellsNothing(nastyGround(seed), GUILD);
});

test("where there is no queue nothing is shown, done or known", async () => {
  const players = nastyGround(1);
  const other = "385928847299117063";
  expect(players.snapshot(other)).toBeNull();
  expect(players.channelOf(other)).toBeNull();
  expect(players.requesterOf(other, null)).toBeNull();
  expect(await players.act(other, { action: "skip" }, SOMEBODY, null)).toMatchObject({ outcome: "refused" });
});

test("the library is named with its own version", () => {
  expect(nastyGround(1).library).toBe("discord-player 7.2.0");
});
