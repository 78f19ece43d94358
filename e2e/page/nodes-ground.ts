import type { Browser, BrowserContextOptions, Locator, Page } from "playwright";
import { expect } from "vitest";
import { type FakeLavalink, startFakeLavalink } from "../fake-lavalink/fake-lavalink.ts";
import { shardlight } from "../support/cli.ts";
import { ask, post } from "../support/http.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { type Visit, visit } from "./visit.ts";

/** Everything that AUDIO_PUBLIC may name. */
export const ALL_FIELDS =
  "state,label,load,region,players,memory,frames,uptime,version,plugins,sources,since";

const AUDIO_POOLS = "main;patrons";
const NODES = "/api/v1/audio/nodes";

/** A node that answers, and its id at the server. */
export interface Announced {
  readonly id: string;
  readonly lavalink: FakeLavalink;
}

/** A server with audio nodes, and its visitors. */
export interface NodesGround {
  readonly server: TestServer;
  /** Starts a node and announces it without an agent; its label is its name. */
  startNode(name: string, more?: { readonly pool?: string; readonly region?: string }): Promise<Announced>;
  /** Has operations change a node. */
  patch(id: string, change: object): Promise<void>;
  /** What operations see at a path of the API. */
  seen(path: string): Promise<unknown>;
  come(browser: Browser, options?: BrowserContextOptions): Promise<Visit>;
  /** Expects that no visitor's page had a fault, and ends all. */
  end(): Promise<void>;
}

/** Starts a server. @param env settings beside the clusters and pools */
export const startNodesGround = async (env: Record<string, string> = {}): Promise<NodesGround> => {
  const server = await startServer({ CLUSTERS: "main:6", AUDIO_POOLS, ...env });
  const ends: (() => unknown)[] = [() => server.dispose()];
  const { stdout: token } = await shardlight(
    ["token", "create", "--scope", "ops", "--all-pools"],
    { DATABASE_PATH: server.databasePath, AUDIO_POOLS },
    server.dir,
  );
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  return {
    server,
    startNode: async (name, { pool = "main", region } = {}) => {
      const lavalink = await startFakeLavalink();
      ends.push(() => lavalink.close());
      const { url: address, password } = lavalink;
      const body = JSON.stringify({ name, pool, address, password, label: name, region: region ?? null });
      const answer = await post(server.url, NODES, { headers, body });
      expect(answer.status, answer.text).toBe(201);
      return { id: answer.json<{ id: string }>().id, lavalink };
    },
    patch: async (id, change) => {
      const body = JSON.stringify(change);
      const answer = await ask(server.url, `${NODES}/${id}`, { method: "PATCH", headers, body });
      expect(answer.status, answer.text).toBe(200);
    },
    seen: async (path) => (await ask(server.url, path, { headers })).json<unknown>(),
    come: async (browser, options = {}) => {
      const visitor = await visit(browser, server.url, options);
      ends.push(async () => {
        expect(visitor.faults).toEqual([]);
        await visitor.close();
      });
      return visitor;
    },
    end: async () => {
      for (const end of ends.reverse()) await end();
    },
  };
};

/** The row of a node by its label. */
export const rowOf = (page: Page, name: string): Locator =>
  page.locator("shardlight-nodes li").filter({ has: page.getByText(name, { exact: true }) });

/** Waits until a node's row says something. */
export const says = async (
  page: Page,
  name: string,
  words: RegExp | string,
  patienceMs = 10_000,
): Promise<void> => {
  const row = rowOf(page, name);
  await until(
    `${name} says ${words}`,
    async () => (await row.count()) === 1 && (await row.innerText()).search(words) >= 0,
    patienceMs,
  );
};
