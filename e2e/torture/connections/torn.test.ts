import { afterAll, beforeAll, expect, test } from "vitest";
import { LINK_PATH } from "#protocol/link.ts";
import { ask, post } from "../../support/http.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { until } from "../../support/until.ts";
import { measure } from "../measure.ts";
import { closePeers, openPeer, openPeers } from "./peer.ts";

const PIPELINED = 64;
/** It takes 15 s: ten for the hello, and five for an answer to the close. */
const isFull = measure({ short: 0, full: 1 }) === 1;

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ ANSWER_TIMEOUT: "10", CLUSTERS: "main:200" });
  await post(server.url, "/api/status/main/0/3");
});
afterAll(() => server.dispose());

const faults = () => server.logs.filter(({ level }) => level === "error" || level === "fatal");

/** Sends bytes, and tells what came by the time the server closes. */
const answerTo = async (bytes: string): Promise<string> => {
  const peer = await openPeer(server.port);
  peer.socket.on("error", () => {});
  peer.socket.write(bytes);
  await peer.ended;
  closePeers([peer]);
  return peer.text();
};

test.concurrent("uploads that are torn off leave nothing behind, and are no bugs", async () => {
  const head = "POST /api/v1/clusters/main/reports HTTP/1.1\r\nHost: a\r\n";
  for (const begun of [
    `${head}Content-Length: 1000000\r\n\r\n${"x".repeat(500_000)}`,
    `${head}Content-Length: 1000\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b`,
    `${head}Transfer-Encoding: chunked\r\n\r\nffff\r\n{`,
  ]) {
    const peers = await openPeers(server.port, 20);
    for (const { socket } of peers) {
      socket.on("error", () => {});
      socket.write(begun, "latin1", () => socket.resetAndDestroy());
    }
  }
  expect((await ask(server.url, "/healthz")).status).toBe(200);
  expect(faults()).toEqual([]);
});

test.concurrent.each([
  ["a header", `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${"a".repeat(20_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
  ["an address", `GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, /^HTTP\/1\.1 431 /],
])("%s that is too large is refused with a clear status, and is no bug", async (_, bytes, status) => {
  expect(await answerTo(bytes)).toMatch(status);
  expect(faults()).toEqual([]);
});

test.concurrent("a burst of pushes on one connection is answered whole, in order", async () => {
  const pushes = Array.from({ length: PIPELINED }, (_, id) => {
    const close = id === PIPELINED - 1 ? "Connection: close\r\n" : "";
    const state = id % 2 === 0 ? 3 : 9;
    return `POST /api/status/main/${id}/${state} HTTP/1.1\r\nHost: 127.0.0.1\r\n${close}\r\n`;
  });
  const statuses = (await answerTo(pushes.join(""))).match(/(?<=HTTP\/1\.1 )\d+/g);
  expect(statuses).toEqual(pushes.map((_, id) => (id % 2 === 0 ? "204" : "400")));
});

test.skipIf(!isFull).concurrent("a link that never says hello is closed", async () => {
  const [peer] = await openPeers(server.port, 1);
  peer?.socket.write(
    `GET ${LINK_PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  await peer?.ended;
  expect(peer?.text()).toMatch(/ 101 [\s\S]*say hello first/);
  closePeers(peer === undefined ? [] : [peer]);
});

test.concurrent("more bodies than there is room for are refused with a time to come back, and there is room again", async () => {
  const begun =
    "POST /api/v1/clusters/main/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1048576\r\n\r\n";
  const peers = await openPeers(server.port, 70);
  for (const { socket } of peers) {
    socket.on("error", () => {});
    socket.write(begun + " ".repeat(1_000_000));
  }
  const refused = await until("some are refused", () => {
    const answers = peers.map((peer) => peer.text()).filter((text) => text !== "");
    return answers.length > 0 && answers;
  });
  for (const answer of refused) {
    expect(answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*\r\nretry-after: 1\r\n[\s\S]*too_many_bodies/i);
  }
  expect(refused.length).toBeLessThan(10);
  closePeers(peers);
  const body = JSON.stringify({ boot: "a", seq: 1, shardCount: 200, shards: [{ id: 199, state: "online" }] });
  await until("there is room again", async () => {
    const { status } = await post(server.url, "/api/v1/clusters/main/reports", { body });
    return status === 200;
  });
});
