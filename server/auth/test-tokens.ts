import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createListeningServer } from "../links/test-link.ts";
import { createTestClock } from "../test-clock.ts";
import { createTestServer, openTestDatabase } from "../test-server.ts";
import { runTokenCommand } from "./cli.ts";

/** A database file with the CLI beside it, as another program has it, and servers upon it. */
export const createTokenRoom = () => {
  const dir = mkdtempSync(join(tmpdir(), "shardlight-tokens-"));
  const path = join(dir, "shardlight.db");
  const clock = createTestClock();
  const cli = openTestDatabase(path);
  const open = () => openTestDatabase(path);
  return {
    path,
    clock,
    db: cli.db,
    /** What `npx shardlight token …` says. */
    token: (...args: string[]) =>
      runTokenCommand(args, {
        db: cli.db,
        now: clock.wall(),
        random: randomBytes,
        known: { clusters: ["main", "patron_1"], pools: ["main", "eu"] },
      }),
    serve: (env: Record<string, string> = {}, more: Parameters<typeof createTestServer>[1] = {}) =>
      createTestServer(env, { open, clock, ...more }),
    listen: (env: Record<string, string> = {}, more: Parameters<typeof createTestServer>[1] = {}) =>
      createListeningServer(env, { open, clock, ...more }),
    close: () => {
      cli.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

/** The part of a token's text that may be shown. */
export const idOf = (text: string): string => text.split("_")[1] ?? "";
