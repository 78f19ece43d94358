import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type FakeDiscord, startFakeDiscord } from "../../fake-discord/fake-discord.ts";
import {
  type FakeLavalink,
  type FakeLavalinkOptions,
  startFakeLavalink,
} from "../../fake-lavalink/fake-lavalink.ts";
import { shardlight } from "../../support/cli.ts";
import { startServer, type TestServer, temporaryDir } from "../../support/server.ts";
import { type AgentParts, type AgentProcess, startAgent } from "./agent.ts";
import { type MusicBot, type MusicBotParts, startMusicBot } from "./music-bot.ts";
import { type Operations, operationsOf } from "./operations.ts";
import { followFeed, type PageFeed } from "./page-feed.ts";
import { type Provisioner, startProvisioner } from "./receiver.ts";
import type { Leak } from "./secrets.ts";
import { Transcript } from "./transcript.ts";

/** The shortest times that the settings allow, so that a story is short. */
const SETTINGS = {
  CLUSTERS: "astro:1;beat:1",
  AUDIO_POOLS: "main:retire;island:watch",
  AUDIO_PUBLIC: "all",
  AUDIO_LEASE: "10",
  AUDIO_WINDOW: "60",
  AUDIO_MIN_SAMPLES: "4",
  AUDIO_EXHAUSTED_AFTER: "60",
  AUDIO_EXHAUSTED_GUILDS: "2",
  WEBHOOK_ALLOW: "loopback",
  LOG_LEVEL: "trace",
};

/** Everyone in a story: each a process of its own, but for Discord, the nodes and the provisioner, which are fakes. */
export interface Stage {
  readonly server: TestServer;
  readonly discord: FakeDiscord;
  readonly provisioner: Provisioner;
  readonly operations: Operations;
  readonly feed: PageFeed;
  readonly transcript: Transcript;
  /** Makes a token with the command line, such as `nodes --pool main`. */
  token(...words: string[]): Promise<string>;
  node(options?: FakeLavalinkOptions): Promise<FakeLavalink>;
  agent(parts: Omit<AgentParts, "url" | "token">): AgentProcess;
  bot(parts: Pick<MusicBotParts, "program" | "cluster" | "plays">): Promise<MusicBot>;
  /** Where secrets of the run are found that must be nowhere. */
  leaks(): readonly Leak[];
  close(): Promise<void>;
}

/** Opens it, with nobody on it yet. */
export const openStage = async (more: Readonly<Record<string, string>> = {}): Promise<Stage> => {
  const transcript = new Transcript();
  const endings: (() => unknown)[] = [];
  const secretOf = (name: string) => transcript.keepSecret(name, randomUUID());
  const WEBHOOK_SECRET = secretOf("the webhook's secret");
  const PASSPHRASE = secretOf("the passphrase");
  const provisioner = await startProvisioner(WEBHOOK_SECRET);
  endings.push(provisioner.close);
  const discord = await startFakeDiscord({ guildsPerShard: 6 });
  transcript.keepSecret("the bot's Discord token", discord.token);
  endings.push(discord.close);
  const dir = temporaryDir();
  const env = { ...SETTINGS, WEBHOOK_URL: provisioner.url, WEBHOOK_SECRET, PASSPHRASE, ...more };
  const server = await startServer(env, dir);
  endings.push(server.dispose);
  const token = async (...words: string[]) => {
    const settings = { ...env, DATABASE_PATH: server.databasePath };
    const { code, stdout, stderr } = await shardlight(
      ["token", "create", "--scope", ...words],
      settings,
      dir,
    );
    if (code !== 0) throw new Error(stderr);
    return transcript.keepSecret(`the token for ${words.join(" ")}`, stdout);
  };
  const [ops, announce] = await Promise.all([
    token("ops", "--pool", "main,island"),
    token("announce", "--pool", "main,island"),
  ]);
  const feed = await followFeed(server.url, transcript);
  endings.push(feed.close);
  listenTo({ server, provisioner, dir }, transcript);
  const { url } = server;
  return {
    server,
    discord,
    provisioner,
    operations: operationsOf(url, ops, transcript),
    feed,
    transcript,
    token,
    node: async (options) => {
      const node = await startFakeLavalink(options);
      endings.push(node.close);
      transcript.keepSecret(`the password of the node at ${node.url}`, node.password);
      return node;
    },
    agent: (parts) => {
      const agent = startAgent({ url, token: announce, ...parts });
      endings.push(() => agent.end("SIGKILL"));
      transcript.follow(`the agent of ${parts.name}`, agent.output);
      return agent;
    },
    bot: async (parts) => {
      const report = await token("report,nodes", "--cluster", parts.cluster, "--pool", "main");
      const bot = await startMusicBot({ ...parts, discord, url, token: report, pool: "main" });
      endings.push(bot.end);
      transcript.follow(`the bot ${parts.cluster}`, () => bot.output() + JSON.stringify(bot.inbox.items));
      return bot;
    },
    leaks: () => {
      transcript.keepSecret(
        "the key",
        more["SECRET_KEY"] ?? readFileSync(join(dir, "secret.key"), "utf8").trim(),
      );
      for (const [place, token] of discord.voiceTokens.entries())
        transcript.keepSecret(`voice token ${place}`, token);
      return transcript.leaks();
    },
    close: async () => {
      for (const end of endings.reverse()) await end();
    },
  };
};

/** What the server prints and keeps, and what the provisioner gets. */
const listenTo = (
  { server, provisioner, dir }: Pick<Stage, "server" | "provisioner"> & { readonly dir: string },
  transcript: Transcript,
): void => {
  transcript.follow("the server's log", () => server.logs.map((line) => JSON.stringify(line)).join("\n"));
  transcript.follow("the server's stderr", server.stderr);
  transcript.follow("the webhook", () =>
    provisioner.told.map(({ body, headers }) => JSON.stringify(headers) + body).join("\n"),
  );
  transcript.followAll(() => {
    const files = readdirSync(dir).filter((file) => file.startsWith("shardlight.db"));
    return files.map((file) => ({ where: "the database", text: readFileSync(join(dir, file), "latin1") }));
  });
};
