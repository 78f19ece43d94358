import { afterAll, beforeAll, expect, test } from "vitest";
import { COLLECTABLE, settledMemory } from "../../bench/settled-memory.ts";
import { post } from "../../support/http.ts";
import { openHandles } from "../../support/open-handles.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { until } from "../../support/until.ts";
import { measure } from "../measure.ts";
import { standBy, within } from "./bystander.ts";
import { closePeers, openPeers, type Peer } from "./peer.ts";

const PEERS = measure({ short: 20, full: 200 });
/** Only the full form has the time to wait until a stalled answer is given up. */
const KINDS = measure({ short: 2, full: 3 });
const ANSWER_TIMEOUT_MS = 10_000;
/** Node gives a write that still went on half way one more such time. */
const PATIENCE_MS = 2 * ANSWER_TIMEOUT_MS + 20_000;
/** The list is 3 MB; each that stalls in it, with sixty requests, was seen to hold 180 KB of the server's memory. */
const MAX_BYTES_PER_PEER = 256 * 1_024;
const MAX_NOISE_BYTES = 48 * 1_024 * 1_024;
const PROMPT_MS = 500;

let server: TestServer;
beforeAll(async () => {
  server = await startServer({
    ...COLLECTABLE,
    ANSWER_TIMEOUT: "10",
    CLUSTERS: "main:20000",
  });
  await post(server.url, "/api/status/main/0/3");
});
afterAll(() => server.dispose());

/** A paused connection tells only this of its end. */
const gone = (socket: Peer["socket"]) =>
  socket.destroyed || new Promise((resolve) => socket.once("close", resolve));

const ask = (path: string) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;

/** Sends one thing again and again as long as the server takes it, and reads nothing. */
const flood = ({ socket }: Peer, bytes: string): void => {
  // Others in this process want to speak in between.
  const send = () => {
    if (!socket.destroyed) socket.write(bytes, () => setImmediate(send));
  };
  socket.on("error", () => {});
  socket.pause();
  send();
};

test("who never reads is cut in time, holds little memory meanwhile, and nobody else waits", {
  timeout: 120_000,
}, async () => {
  const warm = await openPeers(server.port, 1);
  closePeers(warm);
  const memory = await settledMemory(server);
  const handles = openHandles(server.pid);
  const peers = await openPeers(server.port, KINDS * PEERS);
  const bystander = standBy(server.url);
  for (const [place, peer] of peers.entries()) {
    const kind = place % KINDS;
    if (kind === 0) flood(peer, ask("/api/v1/clusters/main/shards"));
    if (kind === 1) flood(peer, ask("/healthz").repeat(100));
    if (kind === 2) {
      peer.socket.pause();
      peer.socket.on("error", () => {});
      peer.socket.write(ask("/api/v1/clusters/main/shards").repeat(60));
    }
  }
  await Promise.all([...peers.entries()].map(([place, { socket }]) => place % KINDS === 2 || gone(socket)));
  const held = (await settledMemory(server)) - memory;
  await until("all are cut", () => openHandles(server.pid) <= handles + 10, PATIENCE_MS);
  closePeers(peers);
  const tookMs = await bystander.leave();
  expect(held).toBeLessThan(peers.length * MAX_BYTES_PER_PEER + MAX_NOISE_BYTES);
  expect(within(tookMs, 0.9)).toBeLessThan(PROMPT_MS);
  await until("all handles are back", () => openHandles(server.pid) <= handles + 1);
  expect((await settledMemory(server)) - memory).toBeLessThan(MAX_NOISE_BYTES);
});
