import { type Program, startProgram } from "../bots/program.ts";
import { type FakeDiscord, startFakeDiscord } from "../fake-discord/fake-discord.ts";
import { regularsOf, seat } from "./company.ts";
import { TITLES } from "./songs.ts";

/** Short beside Discord's 41,250 ms, so that a zombie shows within seconds. */
const HEARTBEAT_INTERVAL_MS = 4_000;
/** Silence is borne for 2.5 times this. */
const REPORT_INTERVAL_MS = 2_000;

/** One process of a fleet: its place stays, the program in it comes and goes. */
export interface Berth {
  readonly name: string;
  readonly shards: readonly number[];
  program: Program | null;
}

/** One cluster's bot: its Discord, and the processes that share its shards. */
export class Fleet {
  readonly cluster: string;
  readonly shardCount: number;
  readonly discord: FakeDiscord;
  readonly berths: readonly Berth[];
  readonly #parts: FleetParts;
  /** All that run, those too that another has taken the place of. */
  readonly #programs = new Set<Program>();
  #isStopped = false;

  private constructor(parts: FleetParts, discord: FakeDiscord) {
    this.cluster = parts.cluster;
    this.shardCount = parts.shardCount;
    this.discord = discord;
    this.#parts = parts;
    const perProcess = Math.ceil(parts.shardCount / parts.processes);
    this.berths = Array.from({ length: parts.processes }, (_, place) => ({
      name: `process ${place + 1}`,
      shards: Array.from({ length: parts.shardCount }, (_, id) => id).slice(
        place * perProcess,
        (place + 1) * perProcess,
      ),
      program: null,
    }));
  }

  /** Opens the Discord; the processes start with `board`. */
  static async create(parts: FleetParts): Promise<Fleet> {
    const { cluster, shardCount } = parts;
    const discord = await startFakeDiscord({
      heartbeatIntervalMs: HEARTBEAT_INTERVAL_MS,
      shards: shardCount,
      guildsPerShard: 20,
    });
    seat(discord, cluster);
    return new Fleet(parts, discord);
  }

  /** Starts a program in this place, beside one that may still run; resolves once it is logged in. */
  async board(berth: Berth): Promise<void> {
    if (this.#isStopped) return;
    const program = startProgram("bot", {
      discordRest: this.discord.restUrl,
      token: this.discord.token,
      shards: berth.shards,
      shardCount: this.shardCount,
      shardlightUrl: this.#parts.url,
      shardlightToken: this.#parts.token,
      cluster: this.cluster,
      label: `${this.cluster} ${berth.name}`,
      intervalMs: REPORT_INTERVAL_MS,
      heartbeatIntervalMs: HEARTBEAT_INTERVAL_MS,
      env: {
        BOT_MUSIC_POOL: this.#parts.pool,
        BOT_REGULARS: JSON.stringify(regularsOf(this.cluster)),
        BOT_TITLES: JSON.stringify(TITLES),
      },
    });
    berth.program = program;
    this.#programs.add(program);
    program.ended.finally(() => this.#programs.delete(program));
    await program.inbox.next(({ bot }) => bot === "ready", 30_000);
  }

  /** Ends every process at once, and the Discord. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const programs = [...this.#programs];
    for (const program of programs) program.signal("SIGKILL");
    await Promise.all(programs.map(({ ended }) => ended));
    await this.discord.close();
  }
}

export interface FleetParts {
  readonly cluster: string;
  readonly shardCount: number;
  readonly processes: number;
  /** Where the status page is. */
  readonly url: string;
  /** Lets it report, and have the nodes of its pool. */
  readonly token: string;
  /** The audio nodes that it plays music on. */
  readonly pool: string;
}
