import { discordJsMembers } from "../../bot-plugin/src/adapters/discord-js.ts";
import { type MusicOptions, startMusic } from "../../bot-plugin/src/music/music.ts";
import { type MusicServerFrame, musicServerFrames } from "../../bot-plugin/src/protocol/music-link.ts";
import type { FakeLavalinkOptions } from "../fake-lavalink/fake-lavalink.ts";
import { createWatchedBot } from "../plugin/watched-bot.ts";
import { startSignIn } from "../sign-in/ground.ts";
import { until } from "../support/until.ts";
import { comeIn, GUILD, type Guest, guestId } from "./guests.ts";
import { CHANNEL, openPlayers } from "./lavalink-ground.ts";

interface PartyOptions {
  /** How many guests sign in; all of them listen. */
  readonly guests?: number;
  /** What the servers are called at Discord. */
  readonly guildNames?: readonly string[];
  /** Whether the first of them owns the server. */
  readonly hasOwner?: boolean;
  /** What people are called in the server. */
  readonly nameOf?: (number: number) => string;
  /** Of the bot; by default everybody may do everything. */
  readonly music?: Partial<MusicOptions>;
  readonly node?: FakeLavalinkOptions;
  readonly channelName?: string;
  /** Settings of the server. */
  readonly env?: Record<string, string>;
}

/**
 * A server with which people sign in, a bot in this process (real discord.js, real lavalink-client on a fake node),
 * and guests who listen to it.
 */
export const openParty = async (options: PartyOptions = {}) => {
  const {
    guests: howMany = 2,
    music: given = {},
    guildNames,
    nameOf = (number) => `guest ${number}`,
  } = options;
  const ends: (() => unknown)[] = [];
  const ground = await startSignIn({ CLUSTERS: "main:1", ...options.env });
  ends.push(ground.close);
  const players = await openPlayers(options.node, {}, { channelName: () => options.channelName ?? "Music" });
  ends.push(players.close);
  const bot = await createWatchedBot({ url: ground.url, shardCount: 1 });
  ends.push(bot.end);
  const { people } = bot.discord;
  const numbers = Array.from({ length: howMany }, (_, place) => place + 1);
  if (options.hasOwner) people.found(GUILD, guestId(1));
  for (const number of numbers) {
    people.join(GUILD, { id: guestId(number), name: nameOf(number) });
    people.enter(GUILD, guestId(number), CHANNEL);
  }
  const music = startMusic({
    shardlight: bot.shardlight,
    adapter: players.players,
    members: discordJsMembers(bot.client),
    mayCommand: () => true,
    logger: null,
    ...given,
  });
  ends.push(() => music.close());
  const heard: MusicServerFrame[] = [];
  bot.shardlight.channel.listen({
    stands: () => {},
    lost: () => {},
    heard: (frame) => {
      if (isAboutMusic(frame)) heard.push(frame);
    },
  });
  await bot.login();
  const guests: Guest[] = [];
  for (const number of numbers) guests.push(await comeIn(ground, number, guildNames));
  ends.push(() => guests.map((guest) => guest.leave()));
  await until("the server knows the bot", async () => (await guests[0]?.read("status"))?.status === 200);
  return {
    ground,
    players,
    bot,
    music,
    guests,
    /** What the bot was asked so far. */
    heard,
    play: async (...words: readonly string[]) => {
      for (const word of words) await players.play(word, {}, GUILD);
    },
    /** What plays and what waits, by title, as the bot has it. */
    titles: () => players.titles(GUILD),
    snapshot: () => players.snapshot(GUILD),
    close: async () => {
      for (const end of ends.reverse()) await end();
    },
  };
};

const ABOUT_MUSIC: ReadonlySet<string> = new Set(musicServerFrames.map(({ shape }) => shape.type.value));
const isAboutMusic = (frame: { readonly type: string }): frame is MusicServerFrame =>
  ABOUT_MUSIC.has(frame.type);

export type Party = Awaited<ReturnType<typeof openParty>>;

/** A guest by their place, from 0. @throws Error where there is none */
export const guestAt = ({ guests }: Pick<Party, "guests">, place: number): Guest => {
  const guest = guests[place];
  if (guest === undefined) throw new Error(`there is no guest ${place}`);
  return guest;
};
