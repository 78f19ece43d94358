import { afterAll, beforeAll, expect, test } from "vitest";
import { post } from "../../support/http.ts";
import { openHandles } from "../../support/open-handles.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { elapsed, until } from "../../support/until.ts";
import { measure } from "../measure.ts";
import { standBy, within } from "./bystander.ts";
import { closePeers, openPeers, type Peer } from "./peer.ts";

const PEERS = measure({ short: 25, full: 250 });
const HEADERS_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 3_000;
/** Node looks once a second, and this machine may be busy. */
const GRACE_MS = 2_500;
const PROMPT_MS = 500;

let server: TestServer;
let handles: number;
beforeAll(async () => {
  server = await startServer({ HEADERS_TIMEOUT: "1", REQUEST_TIMEOUT: "3", ANSWER_TIMEOUT: "10" });
  await post(server.url, "/api/status/main/0/3");
  handles = openHandles(server.pid);
});
afterAll(() => server.dispose());

const HOST = "Host: 127.0.0.1\r\n";
const REPORT = `POST /api/v1/clusters/main/reports HTTP/1.1\r\n${HOST}`;

/** What peers do, what they say first, what they go on saying, and when that has to end. */
const MANNERS = [
  ["say nothing", "", "", HEADERS_TIMEOUT_MS],
  ["send half a request line", "GET /api/v1/snap", "", HEADERS_TIMEOUT_MS],
  ["send half their headers", `GET / HTTP/1.1\r\n${HOST}X-A: `, "", HEADERS_TIMEOUT_MS],
  ["drip their headers", `GET / HTTP/1.1\r\n${HOST}`, "X-A: b\r\n", HEADERS_TIMEOUT_MS],
  ["drip empty lines", "", "\r\n", HEADERS_TIMEOUT_MS],
  ["drip a handshake", "GET /api/feed HTTP/1.1\r\nUpgrade: websocket\r\n", "X: y\r\n", HEADERS_TIMEOUT_MS],
  ["drip a body", `${REPORT}Content-Length: 100000\r\n\r\n{`, " ", REQUEST_TIMEOUT_MS],
  ["drip chunks", `${REPORT}Transfer-Encoding: chunked\r\n\r\n`, "1\r\n \r\n", REQUEST_TIMEOUT_MS],
  ["promise a body", `${REPORT}Content-Length: 100000\r\n\r\n`, "", REQUEST_TIMEOUT_MS],
  ["wait to be asked", `${REPORT}Expect: 100-continue\r\nContent-Length: 9\r\n\r\n`, "", REQUEST_TIMEOUT_MS],
] as const;

/** Says its words, then a drop every 100 ms, for as long as it is let. */
const drip = ({ socket }: Peer, words: string, drop: string): void => {
  socket.on("error", () => {});
  if (words !== "") socket.write(words);
  if (drop === "") return;
  const dripping = setInterval(() => socket.write(drop), 100);
  socket.once("close", () => clearInterval(dripping));
};

test("whoever is slow is cut in time, nobody else waits, and a stream outlasts all limits of requests", async () => {
  const [viewer] = await openPeers(server.port, 1);
  viewer?.socket.write(`GET /api/v1/feed HTTP/1.1\r\n${HOST}\r\n`);
  const bystander = standBy(server.url);
  const lasted = await Promise.all(
    MANNERS.map(async ([manner, words, drop, timeoutMs]) => {
      const peers = await openPeers(server.port, PEERS);
      const startedAt = performance.now();
      for (const peer of peers) drip(peer, words, drop);
      await Promise.all(peers.map(({ ended }) => ended));
      const tookMs = performance.now() - startedAt;
      closePeers(peers);
      return { manner, isInTime: tookMs > timeoutMs * 0.9 && tookMs < timeoutMs + GRACE_MS, tookMs };
    }),
  );
  await elapsed(REQUEST_TIMEOUT_MS);
  expect(lasted.filter(({ isInTime }) => !isInTime)).toEqual([]);
  expect(within(await bystander.leave(), 0.99)).toBeLessThan(PROMPT_MS);
  expect(viewer?.socket.readableEnded).toBe(false);
  expect(viewer?.text().match(/event: (?:tick|frame)/g)?.length ?? 0).toBeGreaterThan(0);
  closePeers(viewer === undefined ? [] : [viewer]);
  await until("all handles are back", () => openHandles(server.pid) <= handles + 1);
});
