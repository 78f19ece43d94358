import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { WebSocket } from "ws";
import { LINK_PATH, type ServerFrame, serverFrameSchema } from "#protocol/link.ts";
import { createSocketServer } from "../http/sockets.ts";
import { createTestServer } from "../test-server.ts";

/** The real server behind a real socket on loopback. */
export const createListeningServer = async (...given: Parameters<typeof createTestServer>) => {
  const shardlight = createTestServer(...given);
  const server = createAdaptorServer({
    fetch: shardlight.app.fetch,
    websocket: { server: createSocketServer() },
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    shardlight.endFeeds();
    const closed = once(server, "close");
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
    await closed;
    shardlight.close();
  };
  return { ...shardlight, url, close };
};

/** A bare client of the link: says what it is told to, and hands over what comes. */
export const dialLink = async (url: string, headers: Record<string, string> = {}) => {
  const socket = new WebSocket(`${url.replace("http", "ws")}${LINK_PATH}`, { headers });
  const frames: ServerFrame[] = [];
  const waiting: ((frame: ServerFrame) => void)[] = [];
  socket.on("message", (data) => {
    const frame = serverFrameSchema.parse(JSON.parse(String(data)));
    const next = waiting.shift();
    if (next === undefined) frames.push(frame);
    else next(frame);
  });
  const closed = once(socket, "close").then(([code]) => Number(code));
  await once(socket, "open");
  return {
    socket,
    /** The close code. */
    closed,
    send: (frame: object) => socket.send(JSON.stringify(frame)),
    /** The next frame from the server. */
    next: () => {
      const frame = frames.shift();
      return frame === undefined
        ? new Promise<ServerFrame>((resolve) => waiting.push(resolve))
        : Promise.resolve(frame);
    },
  };
};

/** A hello that the test server takes. */
export const hello = (boot: string, more: object = {}) => ({
  type: "hello",
  protocol: 1,
  cluster: "main",
  boot,
  shardCount: 60,
  shardIds: [5],
  ...more,
});
