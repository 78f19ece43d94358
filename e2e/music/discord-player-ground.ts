import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Client, GatewayIntentBits } from "discord.js";
import { discordPlayers } from "../../bot-plugin/src/adapters/discord-player.ts";
import { clientOptions } from "../fake-discord/client-options.ts";
import { startFakeDiscord } from "../fake-discord/fake-discord.ts";
import { guildIdsOf } from "../fake-discord/guilds.ts";
import { BOT_USER } from "../fake-discord/users.ts";
import { startFakeVoice } from "../fake-discord/voice/voice-server.ts";
import { temporaryDir } from "../support/server.ts";
import { openLibrary, type TrackFields } from "./discord-player-library.ts";
import { SOMEBODY, steering } from "./steering.ts";

const GUILDS = 40;

/** End-to-end encryption needs a package of its own. */
export const PLAY_OPTIONS = {
  connectionOptions: { daveEncryption: false },
  nodeOptions: { leaveOnEnd: false, leaveOnStop: false },
};

/** What every sample of the sound is. */
const LOUDNESS = 1_000;
/** Of 100 ms: of chunks that hold less than one frame the library's encoder loses all. */
const PIECE = Buffer.alloc(4_800 * 4);
for (let at = 0; at < PIECE.length; at += 2) PIECE.writeInt16LE(LOUDNESS, at);

/** Sound of this length: 48,000 Hz, two channels, 16 bit. */
const soundOf = (durationMs: number): Readable => {
  let leftBytes = Math.round(durationMs * 48) * 4;
  return new Readable({
    read() {
      const size = Math.min(leftBytes, PIECE.length);
      leftBytes -= size;
      // The library changes what it is given.
      const sound = size === 0 ? null : Buffer.from(PIECE.subarray(0, size));
      setImmediate(() => this.push(sound));
    },
  });
};

/** In the place of FFmpeg: of raw sound it leaves out what `-ss` says. */
const SEEKING = `#!${process.execPath}
const at = process.argv.indexOf("-ss");
let skip = at < 0 ? 0 : Math.round(Number(process.argv[at + 1]) * 48_000) * 4;
process.stdin.on("data", (chunk) => {
  const out = chunk.subarray(Math.min(skip, chunk.length));
  skip -= chunk.length - out.length;
  if (out.length > 0 && !process.stdout.write(out)) {
    process.stdin.pause();
    process.stdout.once("drain", () => process.stdin.resume());
  }
});
if (process.argv.includes("-v")) process.exit(0);
`;

const openFfmpeg = () => {
  const folder = temporaryDir();
  writeFileSync(join(folder, "ffmpeg"), SEEKING, { mode: 0o755 });
  const { PATH = "" } = process.env;
  process.env["PATH"] = `${folder}:${PATH}`;
  return () => {
    process.env["PATH"] = PATH;
    rmSync(folder, { recursive: true, force: true });
  };
};

/** A bot with a real discord-player, in voice channels of a fake Discord, with its players as the adapter shows them. */
export const openDiscordPlayer = async () => {
  const library = openLibrary();
  const closeFfmpeg = openFfmpeg();
  const voice = await startFakeVoice();
  const discord = await startFakeDiscord({ guildsPerShard: GUILDS, voiceEndpoint: voice.endpoint });
  const places = guildIdsOf(0, 1, GUILDS).map((guildId) => ({
    guildId,
    channelId: `${BigInt(guildId) + 1n}`,
  }));
  for (const { guildId, channelId } of places) {
    discord.people.furnish(guildId, "Place", {
      [channelId]: "Music",
      [`${BigInt(channelId) + 1n}`]: "Other",
    });
    discord.people.join(guildId, { id: BOT_USER.id, name: BOT_USER.username, isBot: true });
    discord.people.join(guildId, SOMEBODY);
    discord.people.enter(guildId, SOMEBODY.id, channelId);
  }
  const intents = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates];
  const client = new Client({ ...clientOptions(discord.restUrl), intents });
  const player = new library.Player(client, { connectionTimeout: 8_000 });
  /** What words find, and links lead to, beside what they always do. */
  const answers = new Map<string, readonly TrackFields[]>();
  const lists = new Set<string>();
  const failing = new Set<string>();
  const asked: { readonly query: string; readonly protocol: string | null }[] = [];
  const trackOf = (word: string): TrackFields => ({
    title: `Song ${word}`,
    author: "Somebody",
    url: `https://music.test/${word}`,
    duration: "3:00",
    thumbnail: "https://music.test/cover.png",
    source: "music",
  });
  class Extractor extends library.BaseExtractor {
    static readonly identifier = "test.music";
    override protocols = ["scsearch"];
    async validate() {
      return true;
    }
    async handle(
      query: string,
      { requestedBy, protocol }: { requestedBy: unknown; protocol: string | null },
    ) {
      asked.push({ query, protocol });
      const word = query.replace(/^https:\/\/music\.test\//, "");
      const fields = answers.get(query) ?? [trackOf(word), ...(word === query ? [trackOf(`${word}-2`)] : [])];
      const tracks = fields.map((one) => new library.Track(player, { ...one, requestedBy }));
      return { playlist: lists.has(query) ? { tracks, title: "Mix" } : null, tracks };
    }
    async stream({ url, durationMS }: { readonly url: string; readonly durationMS: number }) {
      if (failing.has(url)) throw new Error("s3cr3t-of-nobody");
      return { $fmt: "raw", stream: soundOf(durationMS || 60_000) };
    }
  }
  await player.extractors.register(Extractor, {});
  const troubles: unknown[] = [];
  const plainEvents = player.events as unknown as {
    on(event: string, listener: (...args: unknown[]) => void): void;
  };
  plainEvents.on("error", (_, error) => troubles.push(error));
  plainEvents.on("playerError", (_, error) => troubles.push(error));
  const ready = new Promise((resolve) => client.once("clientReady", resolve));
  await client.login(discord.token);
  await ready;
  const players = discordPlayers(player, PLAY_OPTIONS);
  const changes: string[] = [];
  let deafen: () => void = () => {};
  const hear = () => {
    deafen = players.listen((guildId) => changes.push(guildId));
  };
  hear();
  /** A guild where nothing has played yet. */
  const newPlace = () => {
    const place = places.pop();
    if (place === undefined) throw new Error("no guild is left");
    return { ...place, ...steering(players, place), queue: () => player.nodes.cache.get(place.guildId) };
  };
  return {
    library,
    voice,
    discord,
    client,
    player,
    players,
    changes,
    hear,
    deafen: () => deafen(),
    trackOf,
    /** Ends all music. */
    quiet: () => {
      for (const queue of [...player.nodes.cache.values()]) queue.delete();
    },
    answers,
    lists,
    failing,
    asked,
    troubles,
    newPlace,
    /** One that plays A, while B, C and D wait. */
    openFull: async () => {
      const place = newPlace();
      for (const name of ["a", "b", "c", "d"]) await place.play(`https://music.test/${name}`);
      await place.playing("Song a");
      return place;
    },
    close: async () => {
      deafen();
      await player.destroy();
      await client.destroy();
      await discord.close();
      await voice.close();
      closeFfmpeg();
    },
  };
};
