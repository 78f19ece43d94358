import { once } from "node:events";
import { WebSocket } from "ws";
import { residentBytes } from "../support/process-cost.ts";
import type { TestServer } from "../support/server.ts";
import { elapsed, until } from "../support/until.ts";

/** Lets a server be asked to collect its garbage, over V8's inspector on a free port of 127.0.0.1. */
export const COLLECTABLE = { NODE_OPTIONS: "--inspect=127.0.0.1:0" };

const LOOKS = 5;
const LOOK_EVERY_MS = 200;

const inspectorOf = (server: TestServer): Promise<string> =>
  until("the inspector listens", () => /ws:\/\/127\.0\.0\.1:\S+/.exec(server.stderr())?.[0]);

/**
 * Resident memory of a server that was started with `COLLECTABLE`, after its garbage was collected: the least of
 * several looks. The kernel's buffers of its sockets are not in it.
 */
export const settledMemory = async (server: TestServer): Promise<number> => {
  const inspector = new WebSocket(await inspectorOf(server), { perMessageDeflate: false });
  await once(inspector, "open");
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < LOOKS; look += 1) {
    inspector.send(JSON.stringify({ id: look, method: "HeapProfiler.collectGarbage" }));
    await once(inspector, "message");
    await elapsed(LOOK_EVERY_MS);
    least = Math.min(least, residentBytes(server.pid));
  }
  inspector.close();
  await once(inspector, "close");
  return least;
};
