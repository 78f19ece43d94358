import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { dice, LONG, NASTY, NASTY_ADDRESSES, SECRET, SEEDS, SOMEBODY } from "../music/test-nasty.ts";
import { foundSchema, playerSnapshotSchema } from "../protocol/music.ts";
import { MAX_REASON_CHARS } from "../protocol/report.ts";
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

test("whatever is in a queue, its snapshot is one, and holds no secret", { timeout: 20_000 }, () => {
  for (const seed of SEEDS) {
    const snapshot = nastyGround(seed).snapshot(GUILD);
    expect(() => playerSnapshotSchema.parse(snapshot), `seed ${seed}`).not.toThrow();
    const text = JSON.stringify(snapshot);
    expect(text).not.toContain(SECRET);
    expect(text).not.toMatch(/"(uri|artworkUrl)":"(?!https?:)/);
    expect(text).not.toMatch(/\\n|\\r|\\u2028|\\u202e|\\ud800/);
    expect(text).not.toContain(LONG.slice(0, 400));
  }
});

test("whatever is in a queue, what is looked up fits, and failures are told without a secret", {
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
      await players.act(GUILD, { action: "effect", effect: "8d" }, SOMEBODY, null),
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
      expect("outcome" in act && act.outcome, `seed ${seed}`).toMatch(/refused|failed/);
    }
  }
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
