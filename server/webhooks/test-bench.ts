import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import pino from "pino";
import { onTestFinished, vi } from "vitest";
import type { Open } from "../db/access.ts";
import { Keeper } from "../db/keeper.ts";
import { createEvents } from "../events.ts";
import { createOutgoing, type Outgoing } from "../http/outgoing.ts";
import { createTestClock } from "../test-clock.ts";
import { openTestDatabase } from "../test-server.ts";
import { Webhooks } from "./service.ts";
import { type Reply, startReceiver } from "./test-receiver.ts";

/** The key that sender and receiver share, and the secret that stands for it. */
export const KEY = Buffer.from("a key that receiver and sender share");
export const SECRET = `whsec_${KEY.toString("base64")}`;
/** What an event is about. */
export const NODE = { id: "0123456789ab", pool: "main", name: "host-3" };
export const DAY_MS = 86_400_000;

/** A machine under load is slow, and not wrong. */
const PATIENCE_MS = 15_000;
/** For `vi.setConfig`. */
export const PATIENT = { testTimeout: 2 * PATIENCE_MS };

/** Waits until the check passes. */
export const eventually = (check: () => void) => vi.waitFor(check, { timeout: PATIENCE_MS });
/** A receiver that verifies with `KEY`. */
export const receiver = (...replies: readonly Reply[]) => startReceiver(KEY, ...replies);

/** A database file, a clock and a log, with which a sender can be started more than once. */
export const createBench = () => {
  const dir = mkdtempSync(join(tmpdir(), "shardlight-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const path = join(dir, "test.db");
  const clock = createTestClock();
  const lines: string[] = [];
  const log = () => pino({ level: "trace" }, { write: (line: string) => lines.push(line) });

  /** The service and the keeper below it; `askedAt` holds when on the test's clock each request went out. */
  const start = (
    url: string,
    given: { readonly isAllowed?: (ip: string) => boolean; readonly open?: Open } = {},
  ) => {
    const askedAt: number[] = [];
    let asking = 0;
    const real = createOutgoing({ isAllowed: given.isAllowed ?? (() => true) });
    const outgoing: Outgoing = (to, request) => {
      askedAt.push(clock.monotonic());
      asking += 1;
      return real(to, request).finally(() => {
        asking -= 1;
      });
    };
    const keeper = new Keeper({
      open: given.open ?? (() => openTestDatabase(path)),
      clock,
      events: createEvents(),
      log: log(),
    });
    const webhooks = new Webhooks({ url, secret: SECRET, outgoing, clock, keeper, log: log() });
    keeper.start();
    webhooks.start();
    const stop = async () => {
      webhooks.stop();
      await keeper.stop();
    };
    onTestFinished(stop);
    return {
      webhooks,
      keeper,
      askedAt,
      stop,
      gaps: () => askedAt.slice(1).map((at, place) => at - (askedAt[place] ?? 0)),
      /** Lets time pass until it is so, but none while a request is under way. */
      passUntil: (isSo: () => boolean, stepMs = 500) =>
        vi.waitFor(
          () => {
            if (isSo()) return;
            if (asking === 0) clock.advance(stepMs);
            throw new Error("not yet so");
          },
          { timeout: PATIENCE_MS, interval: 1 },
        ),
    };
  };
  /** The deliveries that the file holds, the oldest first. */
  const rows = () => {
    const database = new Database(path, { readonly: true });
    try {
      return database.prepare("SELECT id, failures FROM webhook_deliveries ORDER BY created_at").all();
    } finally {
      database.close();
    }
  };
  return {
    path,
    clock,
    lines,
    start,
    rows,
    said: (words: string) => lines.filter((line) => line.includes(words)),
  };
};
