import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../../support/http.ts";
import { openHandles } from "../../support/open-handles.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { until } from "../../support/until.ts";
import { closePeers, openPeer } from "./peer.ts";

let server: TestServer;
let pid: number;
let handles: number;
beforeAll(async () => {
  server = await startServer({ HEADERS_TIMEOUT: "1" });
  pid = server.pid;
  await ask(server.url, "/healthz");
  handles = openHandles(pid);
});
afterAll(() => server.dispose());

const handshake = (path: string, more = "") =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`;

/** Sends bytes and waits for the server to end; the peer itself never does. */
const said = async (bytes: string | Buffer): Promise<string> => {
  const peer = await openPeer(server.port);
  peer.socket.on("error", () => {});
  peer.socket.write(bytes);
  await peer.ended;
  await until("the server has let go of it", () => openHandles(pid) <= handles);
  const text = peer.text();
  closePeers([peer]);
  return text;
};

test.concurrent("a wish for a protocol that is not spoken is passed over, and the request answered", async () => {
  const wish =
    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n";
  expect(await said(`GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n${wish}\r\n`)).toMatch(
    /^HTTP\/1\.1 200 OK\r\n[\s\S]*\{"status":"ok"\}$/,
  );
  const pushed = await said(`POST /api/status/main/7/3 HTTP/1.1\r\nHost: 127.0.0.1\r\n${wish}\r\n`);
  expect(pushed).toMatch(/^HTTP\/1\.1 204 /);
  const body = JSON.stringify({ boot: "h2c", seq: 1, shardCount: 60, shards: [{ id: 8, state: "online" }] });
  const headers = `POST /api/v1/clusters/main/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${body.length}\r\n`;
  expect(await said(`${headers}${wish}\r\n${body}`)).toMatch(
    /^HTTP\/1\.1 200 [\s\S]*\{"outcome":"accepted"\}$/,
  );
});

test.concurrent.each([
  ["of a page", handshake("/"), /^HTTP\/1\.1 \d\d\d /],
  ["of the feed over HTTP", handshake("/api/v1/feed"), /^HTTP\/1\.1 400 /],
  ["of nothing", handshake("/nothing"), /^HTTP\/1\.1 404 /],
  ["without a key", handshake("/api/feed").replace(/Sec-WebSocket-Key.*\r\n/, ""), /^HTTP\/1\.1 400 /],
  ["of an unknown version", handshake("/api/feed").replace(": 13", ": 99"), /^HTTP\/1\.1 4\d\d /],
  ["for a host that is none", handshake("/api/feed").replace("127.0.0.1", "a b"), /^HTTP\/1\.1 400 /],
  ["for an address that is none", handshake("http://["), /^HTTP\/1\.1 400 /],
  ["for a port that is none", handshake("/api/feed").replace("127.0.0.1", "a:99999999"), /^HTTP\/1\.1 400 /],
])(
  "a handshake %s is refused, and its connection ends though the peer does not",
  async (_, bytes, answer) => {
    expect(await said(bytes)).toMatch(answer);
    expect(server.pid).toBe(pid);
  },
);

/** Reserved bits, no mask, an endless length, an unasked pong, a torn close, no UTF-8. */
const GARBAGE = [
  Buffer.alloc(64, 0xff),
  Buffer.from([0x81, 0x01, 0x41]),
  Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
  Buffer.from([0x88, 0x81, 0, 0, 0, 0, 0x41]),
  Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0xff]),
];

test.concurrent("frames that are none, sent in one go with the handshake, end their connection and no other", async () => {
  const answers = await Promise.all(
    ["/api/feed", "/api/v1/link"].flatMap((path) =>
      GARBAGE.map((garbage) => said(Buffer.concat([Buffer.from(handshake(path)), garbage]))),
    ),
  );
  for (const answer of answers) expect(answer).toContain(" 101 ");
  expect((await ask(server.url, "/healthz")).status).toBe(200);
  expect(server.logs.filter(({ level }) => level === "error" || level === "fatal")).toEqual([]);
});
