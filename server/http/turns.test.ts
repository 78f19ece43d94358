import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { takeTurns } from "./turns.ts";

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A server whose answers end when they are told to, and a connection to it that has sent so many requests at once. */
const flooded = async (requests: number) => {
  const seen: string[] = [];
  const ends: (() => void)[] = [];
  server = createServer((incoming, outgoing) => {
    seen.push(incoming.url ?? "");
    ends.push(() => outgoing.end());
  });
  takeTurns(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const gone = once(socket, "close");
  socket.on("error", () => {}).resume();
  socket.write(Array.from({ length: requests }, (_, n) => `GET /${n} HTTP/1.1\r\nHost: a\r\n\r\n`).join(""));
  await once(server, "request");
  return { seen, ends, gone, socket };
};

test("requests sent at once are looked at one by one, in order", async () => {
  const { seen, ends } = await flooded(3);
  expect(seen).toEqual(["/0"]);
  for (const expected of [2, 3]) {
    ends.shift()?.();
    await expect.poll(() => seen.length).toBe(expected);
  }
  expect(seen).toEqual(["/0", "/1", "/2"]);
});

test("a connection with too many that wait is cut", async () => {
  const { seen, gone } = await flooded(150);
  await gone;
  expect(seen).toEqual(["/0"]);
});
