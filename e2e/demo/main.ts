import { setTimeout as sleep } from "node:timers/promises";
import { startServer, type TestServer } from "../support/server.ts";
import { Fleet } from "./fleet.ts";
import { SCENES, type Stage } from "./scenes.ts";

const MAIN_SHARDS = 64;
const PATRON_SHARDS = 6;
const BETWEEN_SCENES_MS = 4_000;
const PARENT_LOOK_MS = 500;

/** Aborts at SIGINT and SIGTERM, and when npm, which passes signals to its shell only, is gone. */
const endOfDemo = (): AbortSignal => {
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => (ending.signal.aborted ? process.exit(1) : ending.abort()));
  }
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || ending.abort(), PARENT_LOOK_MS).unref();
  return ending.signal;
};

/**
 * Starts a server, a fake Discord for each of two bots, and the bots' processes; then plays scenes until it is ended.
 * `PORT` says where the page is, 3000 by default.
 */
export const runDemo = async ({ say }: { readonly say: (line: string) => void }): Promise<void> => {
  const signal = endOfDemo();
  const narrate = (line: string) => say(`${new Date().toLocaleTimeString("en-GB")}  ${line}`);
  const fleets: Fleet[] = [];
  let server: TestServer | undefined;
  try {
    server = await startServer({
      PORT: process.env["PORT"] ?? "3000",
      CLUSTERS: `main:${MAIN_SHARDS};patron_1:${PATRON_SHARDS}`,
      BRAND_NAME: "Shardlight demo",
    });
    const { url } = server;
    const main = await Fleet.create({ cluster: "main", shardCount: MAIN_SHARDS, processes: 4, url });
    fleets.push(main);
    const patron = await Fleet.create({ cluster: "patron_1", shardCount: PATRON_SHARDS, processes: 2, url });
    fleets.push(patron);
    say(`\n  The page is live: ${url}\n  Ctrl-C ends everything.\n`);
    narrate("Six bot processes start: main with 64 shards in four of them, patron_1 with 6 in two.");
    for (const fleet of fleets) {
      await Promise.all(fleet.berths.map((berth) => fleet.board(berth)));
      narrate(`${fleet.cluster}: all ${fleet.shardCount} shards are logged in.`);
    }
    await play({ main, patron, say: narrate, pass: (ms) => sleep(ms, undefined, { signal }) });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await Promise.all(fleets.map((fleet) => fleet.stop()));
    await server?.dispose();
  }
};

const play = async (stage: Stage): Promise<never> => {
  for (;;) {
    for (const scene of SCENES) {
      await stage.pass(BETWEEN_SCENES_MS);
      await scene(stage);
    }
  }
};
