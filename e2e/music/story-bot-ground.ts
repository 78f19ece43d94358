import { type ProgramSettings, startProgram } from "../bots/program.ts";
import { type FakeDiscord, startFakeDiscord } from "../fake-discord/fake-discord.ts";
import { type FakeLavalink, startFakeLavalink } from "../fake-lavalink/fake-lavalink.ts";
import { trackOf } from "../fake-lavalink/tracks.ts";
import { DJ_ROLE, furnish } from "./story-people-ground.ts";

/** The clusters of the story, and how many shards each has. */
export const SHARD_COUNTS = { main: 2, patron: 3 } as const;
export type BotName = keyof typeof SHARD_COUNTS;

/** A play list that every node finds, and what is in it. */
export const MIXTAPE = "https://youtube.test/mixtape";
export const MIXTAPE_TITLES = [
  "Northern Lights",
  "Slow Boat to the Archipelago",
  "Paper Lanterns",
  "Rain on a Tin Roof in Late November, Recorded by Somebody Who Was Awake",
  "Half Past Blue",
  "Copper Wire",
  "Tidewater",
  "The Last Tram",
] as const;

/** A bot in a process of its own: real discord.js and lavalink-client, on a Discord and an audio node of its own. */
export interface StoryBot {
  readonly name: BotName;
  readonly discord: FakeDiscord;
  /** Its own node; it has no players where the bot follows a pool. */
  readonly node: FakeLavalink;
  /** SIGTERM, or what is given; resolves once it is gone. */
  leave(signal?: NodeJS.Signals): Promise<void>;
  /** Starts its process again; it may not have logged in yet. */
  comeBack(): void;
  end(): Promise<void>;
}

export interface StoryBotParts {
  readonly name: BotName;
  readonly url: string;
  /** None by default. */
  readonly token?: string;
  /** The pool whose nodes it uses; a node of its own by default. */
  readonly pool?: string;
}

/** Starts one; resolves once it is logged in. */
export const startStoryBot = async ({ name, url, token, pool }: StoryBotParts): Promise<StoryBot> => {
  const shardCount = SHARD_COUNTS[name];
  const discord = await startFakeDiscord({ shards: shardCount, guildsPerShard: 3 });
  furnish(discord.people);
  const node = await startNode();
  const { host, port, password: authorization } = node;
  const settings: ProgramSettings = {
    discordRest: discord.restUrl,
    token: discord.token,
    shards: Array.from({ length: shardCount }, (_, shard) => shard),
    shardCount,
    shardlightUrl: url,
    ...(token !== undefined && { shardlightToken: token }),
    cluster: name,
    intervalMs: 1_000,
    env: {
      BOT_DJ_ROLE: DJ_ROLE,
      ...(pool === undefined
        ? { BOT_NODE: JSON.stringify({ id: "own", host, port, authorization }) }
        : { BOT_POOL: pool }),
    },
  };
  let program = startProgram("panel-bot", settings);
  await program.inbox.next(({ bot }) => bot === "ready", 20_000);
  const leave = async (signal: NodeJS.Signals = "SIGTERM") => {
    program.signal(signal);
    await program.ended;
  };
  return {
    name,
    discord,
    node,
    leave,
    comeBack: () => {
      program = startProgram("panel-bot", settings);
    },
    end: async () => {
      await leave("SIGKILL");
      await node.close();
      await discord.close();
    },
  };
};

/** Starts an audio node that finds the play list. */
export const startNode = async (): Promise<FakeLavalink> => {
  const node = await startFakeLavalink();
  const tracks = MIXTAPE_TITLES.map((title, place) =>
    trackOf({
      identifier: `mixtape-${place}`,
      title,
      author: "Kite Season",
      length: 150_000 + place * 23_000,
    }),
  );
  const data = { info: { name: "Mixtape", selectedTrack: -1 }, pluginInfo: {}, tracks };
  node.setLoadResult(MIXTAPE, { loadType: "playlist", data });
  return node;
};
