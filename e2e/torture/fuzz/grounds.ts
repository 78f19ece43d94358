import type { FeedSnapshot } from "#protocol/feed.ts";
import type { ShardState } from "#protocol/state.ts";
import { decodeStateRuns } from "#protocol/state-runs.ts";
import type { FakeOAuth } from "../../fake-discord/oauth.ts";
import { ask, read } from "../../support/http.ts";
import { INSPECTABLE, openInspector } from "../../support/inspector.ts";
import { openHandles } from "../../support/open-handles.ts";
import type { LogLine } from "../../support/server.ts";
import { until } from "../../support/until.ts";
import { type House, openHouse, PASSPHRASE } from "../holes/house.ts";
import { type FuzzPanel, openDiscord, openPanel, PANEL_ORIGIN } from "./panel.ts";
import { MARKER } from "./place.ts";

/** Shards of each cluster that is watched. */
export const SHARDS = 64;
/** People who are signed in: one for each lane. */
const PEOPLE = 16;
const HEAP_MAY_GROW_BYTES = 6 * 1_024 * 1_024;
const FILES_MAY_DIFFER = 2;

/** What a server holds while nobody asks anything. */
export interface Holding {
  readonly heapBytes: number;
  readonly files: number;
}

/** Each shard's state by cluster and id, such as `glance 3`. */
export type States = Map<string, ShardState>;

/** The password of every audio node that is announced here. */
export const NODE_PASSWORD = "of-a-node-here-4096";

/** A server that is to be told nonsense, and what must be true of it all the time. */
export class Grounds {
  readonly house: House;
  /** May announce and steer audio nodes. */
  readonly ops: string;
  /** May report for every cluster, and is handed audio nodes. */
  readonly bot: string;
  /** An audio node that nobody removes. */
  readonly nodeId: string;
  readonly discord: FakeOAuth;
  /** People who are signed in, and their player. */
  panel: FuzzPanel;
  #pid: number;
  #linesSeen = 0;
  #hasEnded = false;

  private constructor(
    house: House,
    { ops, bot, nodeId, discord, panel }: Pick<Grounds, "ops" | "bot" | "nodeId" | "discord" | "panel">,
  ) {
    this.house = house;
    this.ops = ops;
    this.bot = bot;
    this.nodeId = nodeId;
    this.discord = discord;
    this.panel = panel;
    this.#pid = house.server.pid;
    this.#watch();
  }

  static async open(): Promise<Grounds> {
    const discord = await openDiscord();
    const house = await openHouse({
      CLUSTERS: `main:60;patron_1:6;glance:${SHARDS};reported:${SHARDS};linked:${SHARDS};panel:2`,
      HEALTH_TIMEOUT: "86400",
      TRUSTED_PROXIES: "loopback",
      FEED_MAX_VIEWERS_PER_ADDRESS: "1000",
      AUDIO_PUBLIC: "state,load",
      PUBLIC_URL: PANEL_ORIGIN,
      ...discord.env,
      ...INSPECTABLE,
    });
    const ops = house.token("create", "--scope", "ops,announce", "--pool", "main");
    const bot = house.token("create", "--scope", "report,nodes", "--all-clusters", "--pool", "main");
    const node = { pool: "main", name: "kept", address: "http://127.0.0.1:9", password: NODE_PASSWORD };
    const made = await ask(house.server.url, "/api/v1/audio/nodes", {
      method: "POST",
      headers: { authorization: `Bearer ${ops}` },
      body: JSON.stringify(node),
    });
    const panel = await openPanel(house, discord, PEOPLE);
    return new Grounds(house, { ops, bot, nodeId: made.json<{ id: string }>().id, discord, panel });
  }

  /** What may never leave the server. */
  get secrets(): readonly string[] {
    const { reporter, foreigner, reader } = this.house;
    return [PASSPHRASE, reporter, foreigner, reader, this.ops, this.bot, this.discord.clientSecret];
  }

  /** Starts the server again where it has died, so that what killed it can be found by trying again with less. */
  async revive(): Promise<void> {
    if (!this.#hasEnded) return;
    await this.house.server.restart();
    this.panel = await openPanel(this.house, this.discord, PEOPLE);
    this.#hasEnded = false;
    this.#pid = this.house.server.pid;
    this.#linesSeen = 0;
    this.#watch();
  }

  async close(): Promise<void> {
    await this.house.dispose();
    await this.discord.close();
  }

  async states(): Promise<States> {
    const { clusters } = await read<FeedSnapshot>(this.house.server.url, "/api/v1/snapshot");
    return new Map(
      clusters
        .filter(({ name }) => name !== "main" && name !== "panel")
        .flatMap(({ name, shardCount, states }) =>
          decodeStateRuns(states, shardCount).map((state, id): [string, ShardState] => [
            `${name} ${id}`,
            state,
          ]),
        ),
    );
  }

  /** @throws Error where the server died, or the log says what it should not */
  async inspect(): Promise<void> {
    const { server } = this.house;
    if (this.#hasEnded || server.pid !== this.#pid) throw new Error(`the server died: ${server.stderr()}`);
    const { status } = await ask(server.url, "/readyz");
    if (status !== 200) throw new Error(`not ready: ${status}`);
    const lines = server.logs.slice(this.#linesSeen);
    this.#linesSeen = server.logs.length;
    for (const line of lines) this.#judge(line);
  }

  #judge(line: LogLine): void {
    const text = JSON.stringify(line);
    if (line["level"] === "error" || line["level"] === "fatal")
      throw new Error(`the log has an error: ${text}`);
    const leak = this.leakIn(text);
    if (leak !== undefined || text.toLowerCase().includes(MARKER))
      throw new Error(`the log repeats input: ${text}`);
  }

  /** The first secret that stands in a text. */
  leakIn(text: string): string | undefined {
    return this.secrets.find((secret) => text.includes(secret));
  }

  async holding(): Promise<Holding> {
    const inspector = await openInspector(this.house.server);
    const heapBytes = await inspector.heapBytes();
    inspector.close();
    return { heapBytes, files: openHandles(this.#pid) };
  }

  /** @throws Error where the server holds more than it did */
  async assertNotGrown(base: Holding): Promise<void> {
    await until("all connections are closed", () => openHandles(this.#pid) <= base.files + FILES_MAY_DIFFER);
    const { heapBytes } = await this.holding();
    const grown = heapBytes - base.heapBytes;
    if (grown > HEAP_MAY_GROW_BYTES)
      throw new Error(`the heap grew by ${grown} bytes from ${base.heapBytes}`);
  }

  #watch(): void {
    this.house.server.ended.then(() => {
      this.#hasEnded = true;
    });
  }
}
