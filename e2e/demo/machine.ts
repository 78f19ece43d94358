import { type NodeAgent, startNodeAgent } from "../../bot-plugin/src/audio/agent.ts";
import {
  type FakeLavalink,
  type FakeLavalinkOptions,
  startFakeLavalink,
} from "../fake-lavalink/fake-lavalink.ts";
import { CATALOGUE, LYRICS } from "./songs.ts";
import { FRESH, later } from "./vitality.ts";

const AGENT_LOOKS_EVERY_MS = 2_000;
const MOMENT_MS = 2_000;
/** Short beside Lavalink's minute, so that frames show soon. */
const STATS_EVERY_MS = 5_000;

/** What a machine is set up with. */
export interface MachineParts {
  readonly pool: string;
  readonly name: string;
  readonly label: string;
  readonly region: string;
  /** Players of other bots that it has on average. */
  readonly crowd: number;
  readonly lavalink?: Omit<FakeLavalinkOptions, "port" | "password">;
}

/** Where the status page is, and the token that announces nodes there. */
export interface Announcing {
  readonly url: string;
  readonly token: string;
}

/** A machine with a Lavalink server, whose load lives, and the agent beside it. */
export class Machine {
  readonly parts: MachineParts;
  readonly lavalink: FakeLavalink;
  readonly #agent: NodeAgent;
  readonly #life: NodeJS.Timeout;
  #crowd: number;

  private constructor(parts: MachineParts, lavalink: FakeLavalink, { url, token }: Announcing) {
    const { pool, name, label, region, crowd } = parts;
    this.parts = parts;
    this.lavalink = lavalink;
    this.#crowd = crowd;
    let now = FRESH;
    this.#life = setInterval(() => {
      now = later(now, this.#crowd, Math.random);
      lavalink.setLoad(now.load);
      lavalink.setMemory(now.memory);
      lavalink.setFrames(now.frames);
      lavalink.setPlayers(now.others);
    }, MOMENT_MS);
    this.#agent = startNodeAgent({
      url,
      token,
      nodes: [{ pool, name, label, region, address: lavalink.url, password: lavalink.password }],
      intervalMs: AGENT_LOOKS_EVERY_MS,
      logger: null,
    });
  }

  /** Its agent announces it as soon as the page is there. */
  static async start(parts: MachineParts, announcing: Announcing): Promise<Machine> {
    const lavalink = await startFakeLavalink({ statsEveryMs: STATS_EVERY_MS, ...parts.lavalink });
    lavalink.stock(CATALOGUE);
    lavalink.setLyrics(LYRICS);
    return new Machine(parts, lavalink, announcing);
  }

  /** Other bots leave it, as those of the demo do by themselves. */
  empty(): void {
    this.#crowd = 0;
  }

  /** Other bots come back. */
  fill(): void {
    this.#crowd = this.parts.crowd;
  }

  async destroy(): Promise<void> {
    clearInterval(this.#life);
    await this.#agent.close();
    await this.lavalink.close();
  }
}
