import { afterEach, expect, test } from "vitest";
import { ask, post } from "../../support/http.ts";
import { openHandles } from "../../support/open-handles.ts";
import { residentBytes } from "../../support/process-cost.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { elapsed, until } from "../../support/until.ts";
import { measure } from "../measure.ts";
import { standBy, within } from "./bystander.ts";
import { closePeers, openPeer, openPeers } from "./peer.ts";

const PEERS = measure({ short: 500, full: 10_000 });
const PROMPT_MS = 1_000;
/** Half again as much as ten thousand were seen to take each: 8 KB. */
const MAX_BYTES_PER_PEER = 12 * 1_024;
const PATIENCE_MS = measure({ short: 60_000, full: 180_000 });
const MAX_NOISE_BYTES = 32 * 1_024 * 1_024;

let server: TestServer;
afterEach(() => server.dispose());

test.each([
  ["say nothing", ""],
  ["send half a request", "POST /api/v1/clusters/main/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A"],
])(
  `${PEERS} connections that %s take little, end in time, and nobody else waits`,
  { timeout: PATIENCE_MS },
  async (_, words) => {
    server = await startServer({ HEADERS_TIMEOUT: String(measure({ short: 1, full: 2 })) });
    await post(server.url, "/api/status/main/0/3");
    const [handles, memory] = [openHandles(server.pid), residentBytes(server.pid)];
    const bystander = standBy(server.url);
    const peers = await openPeers(server.port, PEERS);
    for (const { socket } of peers) {
      socket.on("error", () => {});
      if (words !== "") socket.write(words);
    }
    await Promise.all(peers.map(({ ended }) => ended));
    closePeers(peers);
    expect(within(await bystander.leave(), 0.99)).toBeLessThan(PROMPT_MS);
    await until("all handles are back", () => openHandles(server.pid) <= handles + 1);
    expect(residentBytes(server.pid) - memory).toBeLessThan(PEERS * MAX_BYTES_PER_PEER + MAX_NOISE_BYTES);
  },
);

test("connections past the limit are closed at once, the log says why, and there is room again later", async () => {
  server = await startServer({ MAX_CONNECTIONS: "20", HEADERS_TIMEOUT: "1" });
  const peers = await openPeers(server.port, 40);
  for (const { socket } of peers) socket.on("error", () => {});
  await Promise.all(peers.slice(20).map(({ ended }) => ended));
  expect(peers.slice(0, 20).every(({ socket }) => !socket.readableEnded)).toBe(true);
  expect(JSON.stringify(server.logs)).toContain("MAX_CONNECTIONS");
  await Promise.all(peers.map(({ ended }) => ended));
  closePeers(peers);
  expect((await ask(server.url, "/healthz")).status).toBe(200);
});

test("a server that may open few files says so, and serves on when they run out", async () => {
  server = await startServer({ HEADERS_TIMEOUT: "1" }, undefined, { openFiles: 200 });
  expect(JSON.stringify(server.logs)).toContain("only 200 files may be open");
  const peers = await Promise.all(Array.from({ length: 400 }, () => openPeer(server.port).catch(() => null)));
  const there = peers.filter((peer) => peer !== null);
  for (const { socket } of there) socket.on("error", () => {});
  await elapsed(500);
  expect(openHandles(server.pid)).toBeLessThan(200);
  await Promise.all(there.map(({ ended }) => ended));
  closePeers(there);
  expect((await post(server.url, "/api/status/main/0/3")).status).toBe(204);
  expect((await ask(server.url, "/")).status).toBe(200);
});
