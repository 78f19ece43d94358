import { randomUUID } from "node:crypto";
import { AimSet } from "./aim.ts";
import type { Ground } from "./connection.ts";
import { Gateway } from "./gateway.ts";
import { type CommandAnswer, type CommandUser, Interactions } from "./interactions.ts";
import { createLevers, type Levers } from "./levers.ts";
import { People } from "./people.ts";
import { openRest } from "./rest.ts";
import { SessionBook } from "./session.ts";
import { NO_VOICE } from "./voice.ts";
import { FakeWebhook } from "./webhooks.ts";

export interface FakeDiscordOptions {
  /** The bot's token; any other is refused. A random one by default. */
  readonly token?: string;
  /** As in HELLO. */
  readonly heartbeatIntervalMs?: number;
  readonly guildsPerShard?: number;
  /** What `/gateway/bot` recommends. */
  readonly shards?: number;
  /** Host and port of the voice server that bots are sent to; nothing listens there by default. */
  readonly voiceEndpoint?: string;
}

/** A Discord for one bot: enough of REST and gateway for real libraries to log in, with levers for its faults. */
export interface FakeDiscord {
  /** For a client's `rest.api`. */
  readonly restUrl: string;
  readonly token: string;
  readonly heartbeatIntervalMs: number;
  readonly levers: Levers;
  /** Who is in which guild, and in which voice channel. */
  readonly people: People;
  /** A webhook of a channel, at `webhookUrl`. */
  readonly webhook: FakeWebhook;
  readonly webhookUrl: string;
  /** Commands as they were registered. */
  readonly commands: readonly Readonly<Record<string, unknown>>[];
  /** Someone uses a command; `shardId` is the one that Discord sends it over, and `guildId` null in a direct message. */
  useCommand(
    name: string,
    shardId: number,
    guildId: string | null,
    user?: CommandUser,
  ): Promise<CommandAnswer>;
  /** How often clients identified and resumed so far. */
  readonly seen: { readonly identifies: number; readonly resumes: number };
  /** The secrets of all voice connections so far. */
  readonly voiceTokens: readonly string[];
  /** The shards that are logged in, once for each connection, ascending. */
  shardIds(): number[];
  close(): Promise<void>;
}

/** Starts on free ports of 127.0.0.1. */
export const startFakeDiscord = async (options: FakeDiscordOptions = {}): Promise<FakeDiscord> => {
  const {
    token = `fake.${randomUUID()}`,
    heartbeatIntervalMs = 41_250,
    guildsPerShard = 2,
    shards = 1,
    voiceEndpoint = NO_VOICE,
  } = options;
  const ground: Ground = {
    token,
    heartbeatIntervalMs,
    guildsPerShard,
    sessions: new SessionBook(),
    mute: new AimSet(),
    readyWithheld: new AimSet(),
    ackDelayMs: 0,
    url: "",
    seen: { identifies: 0, resumes: 0 },
    voiceTokens: [],
    voiceEndpoint,
    guildPayload: (guildId) => people.payloadOf(guildId),
  };
  const gateway = new Gateway(ground);
  const people = new People(gateway);
  await gateway.open();
  const webhook = new FakeWebhook();
  const interactions = new Interactions();
  const rest = await openRest(ground, shards, { webhook, interactions, people });
  return {
    restUrl: rest.url,
    token,
    heartbeatIntervalMs,
    levers: createLevers(gateway, ground),
    commands: interactions.registered,
    useCommand: (name, shardId, guildId, user) => interactions.use(gateway, shardId, name, guildId, user),
    people,
    webhook,
    webhookUrl: `${rest.url}${webhook.path}`,
    seen: ground.seen,
    voiceTokens: ground.voiceTokens,
    shardIds: () =>
      [...gateway.connections]
        .flatMap(({ session }) => (session === null ? [] : [session.shardId]))
        .sort((a, b) => a - b),
    close: async () => {
      await gateway.close();
      await rest.close();
    },
  };
};
