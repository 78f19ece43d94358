import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, post } from "../../support/http.ts";
import { startServer, type TestServer } from "../../support/server.ts";
import { until } from "../../support/until.ts";
import { openPeer } from "../connections/peer.ts";
import { Line } from "./line.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.dispose());

const TOO_MANY_BYTES = 1_600_000;
const HEAD = "POST /api/v1/clusters/main/reports HTTP/1.1\r\nHost: 127.0.0.1\r\n";

test.each([
  ["in chunks", `Transfer-Encoding: chunked\r\n\r\n${TOO_MANY_BYTES.toString(16)}\r\n`, "\r\n0\r\n\r\n"],
  ["of a told length", `Content-Length: ${TOO_MANY_BYTES}\r\n\r\n`, ""],
])(
  "after a body %s that is too large, the next request on its connection is answered",
  async (_, before, after) => {
    const line = new Line(server.port);
    const body = Buffer.from(`${HEAD}${before}${" ".repeat(TOO_MANY_BYTES)}${after}`);
    const next = Buffer.from("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    const { answers } = await line.ask(Buffer.concat([body, next]), "POST", 2);
    expect(answers.map(({ status }) => status)).toEqual([413, 200]);
  },
);

test("a form that is too large is refused, and is no bug for the log", async () => {
  const answer = await post(server.url, "/find", { body: `q=${"1".repeat(5_000)}` });
  expect(answer.status).toBe(413);
  expect(answer.text).toContain("4 KiB");
  expect(server.logs.filter(({ level }) => level === "error")).toEqual([]);
});

test("whoever goes away in the middle of a form is no bug for the log", async () => {
  const peer = await openPeer(server.port);
  peer.socket.write("POST /find HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60\r\n\r\nq=1");
  await ask(server.url, "/healthz");
  peer.socket.destroy();
  await until("it is asked on", async () => (await ask(server.url, "/healthz")).status === 200);
  await server.stop();
  expect(server.logs.filter(({ level }) => level === "error")).toEqual([]);
});
