import { type Program, type ProgramName, startProgram } from "../../bots/program.ts";
import type { FakeDiscord } from "../../fake-discord/fake-discord.ts";
import { until } from "../../support/until.ts";

/** What a bot says of its nodes and players. `key` is a node's name in its music library. */
export interface BotState {
  /** The nodes that it was handed. */
  readonly pool: readonly {
    readonly id: string;
    readonly name: string;
    readonly key: string;
    readonly state: "active" | "draining";
    readonly isReady: boolean;
    readonly players: number;
    readonly limited: readonly string[];
  }[];
  /** Keys of the nodes that its library has. */
  readonly nodes: readonly string[];
  readonly players: readonly { readonly guildId: string; readonly key: string }[];
}

/** A music bot in a process of its own. */
export interface MusicBot extends Pick<Program, "output" | "inbox" | "pid"> {
  /** The guilds in which it plays. */
  readonly guildIds: readonly string[];
  /** Has a guild hear the first thing that a search finds, such as `ytsearch:song`; the load's type. */
  play(guildId: string, search: string): Promise<string>;
  /** Ends a guild's player. */
  leave(guildId: string): Promise<void>;
  state(): Promise<BotState>;
  /** The name of the node that a guild's player is on; undefined for none. */
  nodeOf(guildId: string): Promise<string | undefined>;
  /** Names of the nodes on which it can put players now, sorted. */
  ready(): Promise<string[]>;
  end(): Promise<void>;
}

export interface MusicBotParts {
  readonly program: Extract<ProgramName, "music-bot" | "light-music-bot">;
  readonly discord: FakeDiscord;
  readonly url: string;
  readonly token: string;
  readonly cluster: string;
  readonly pool: string;
  /** Of its guilds, the places of those in which it plays: from, and up to but without. */
  readonly plays: readonly [from: number, to: number];
}

/** Starts one; resolves once it is logged in. */
export const startMusicBot = async (parts: MusicBotParts): Promise<MusicBot> => {
  const { program: name, discord, url, token, cluster, pool, plays } = parts;
  const program = startProgram(name, {
    discordRest: discord.restUrl,
    token: discord.token,
    shards: [0],
    shardCount: 1,
    shardlightUrl: url,
    shardlightToken: token,
    cluster,
    intervalMs: 1_000,
    env: { BOT_POOL: pool },
  });
  const { guildIds = [] } = await program.inbox.next(({ bot }) => bot === "ready", 20_000);
  let calls = 0;
  const order = async (what: string, given: object = {}): Promise<unknown> => {
    calls += 1;
    const call = calls;
    program.order(what, { ...given, call });
    const { answer, failure } = await until(
      `${cluster} has answered to ${what}`,
      () => program.inbox.items.find((message) => message.call === call),
      15_000,
    );
    if (failure !== undefined) throw new Error(`${cluster} could not ${what}: ${failure}`);
    return answer;
  };
  const state = async (): Promise<BotState> => asTheProgramSaysIt(await order("tell"));
  return {
    pid: program.pid,
    inbox: program.inbox,
    output: program.output,
    guildIds: guildIds.slice(...plays),
    play: async (guildId, search) => String(await order("play", { guildId, search })),
    leave: async (guildId) => void (await order("leave", { guildId })),
    state,
    nodeOf: async (guildId) => {
      const { pool: nodes, players } = await state();
      const key = players.find((player) => player.guildId === guildId)?.key;
      return nodes.find((node) => node.key === key)?.name;
    },
    ready: async () => (await state()).pool.flatMap(({ name, isReady }) => (isReady ? name : [])).sort(),
    end: async () => {
      program.signal("SIGTERM");
      await program.ended;
    },
  };
};

/** Both programs answer so. */
const asTheProgramSaysIt = (answer: unknown): BotState => answer as BotState;
