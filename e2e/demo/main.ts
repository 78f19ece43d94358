import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FakeOAuth } from "../fake-discord/oauth.ts";
import { startServer, type TestServer, temporaryDir } from "../support/server.ts";
import { AUDIO_SCENES } from "./audio-scenes.ts";
import { VISITOR } from "./company.ts";
import { openEntrance } from "./entrance.ts";
import { Fleet } from "./fleet.ts";
import { pageUrl } from "./page-url.ts";
import { Rack } from "./rack.ts";
import { SCENES, type Stage } from "./scenes.ts";
import { SHARD_COUNTS, settingsOf } from "./settings.ts";
import { createTokens } from "./tokens.ts";

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
 * Starts a server, a fake Discord for each of two bots and one to sign in with, the bots' processes, and audio nodes for
 * their music; then plays scenes until it is ended. `PORT` says where the page is, 3000 by default.
 */
export const runDemo = async ({ say }: { readonly say: (line: string) => void }): Promise<void> => {
  const signal = endOfDemo();
  const narrate = (line: string) => say(`${new Date().toLocaleTimeString("en-GB")}  ${line}`);
  const fleets: Fleet[] = [];
  let entrance: FakeOAuth | undefined;
  let server: TestServer | undefined;
  let rack: Rack | undefined;
  try {
    const dir = temporaryDir();
    const url = await pageUrl(process.env["PORT"] ?? "3000");
    entrance = await openEntrance(url);
    const settings = { ...settingsOf({ url, staff: VISITOR.id }), ...entrance.env };
    const tokens = await createTokens({ ...settings, DATABASE_PATH: join(dir, "shardlight.db") }, dir);
    server = await startServer(settings, dir);
    rack = new Rack({ url, token: tokens.agents }, tokens.ops);
    const login = { url, token: tokens.bots };
    const main = await Fleet.create({
      ...login,
      cluster: "main",
      shardCount: SHARD_COUNTS.main,
      processes: 4,
      pool: "main",
    });
    fleets.push(main);
    const patron = await Fleet.create({
      ...login,
      cluster: "patron_1",
      shardCount: SHARD_COUNTS.patron_1,
      processes: 2,
      pool: "patrons",
    });
    fleets.push(patron);
    say(`\n  The page is live: ${url}\n  Ctrl-C ends everything.`);
    say(
      `\n  Music: sign in there. The demo's own Discord asks for no account and makes you ${VISITOR.name}, who manages\n` +
        "  Tea House, where two bots play, listens in Night Shift, and only looks on in Book Club. She is staff too: audio\n" +
        "  nodes have buttons for her.",
    );
    say(
      `\n  Audio nodes as operations see them:\n  curl -H 'Authorization: Bearer ${tokens.ops}' ${url}/api/v1/audio/nodes\n`,
    );
    await rack.fill();
    narrate("Five audio nodes are announced: three in pool main, two in pool patrons.");
    narrate("Six bot processes start: main with 64 shards in four of them, patron_1 with 6 in two.");
    for (const fleet of fleets) {
      await Promise.all(fleet.berths.map((berth) => fleet.board(berth)));
      narrate(`${fleet.cluster}: all ${fleet.shardCount} shards are logged in.`);
    }
    const pass = (ms: number) => sleep(ms, undefined, { signal });
    const stage = { main, patron, rack, say: narrate, pass };
    await Promise.all([play(SCENES, stage), play(AUDIO_SCENES, stage)]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await Promise.all(fleets.map((fleet) => fleet.stop()));
    await rack?.stop();
    await server?.dispose();
    await entrance?.close();
  }
};

const play = async (scenes: typeof SCENES, stage: Stage): Promise<never> => {
  for (;;) {
    for (const scene of scenes) {
      await stage.pass(BETWEEN_SCENES_MS);
      await scene(stage);
    }
  }
};
