import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { startNodeAgent } from "../../bot-plugin/src/audio/agent.ts";
import { NODE_ID } from "./scripted-server.ts";

test("what is on its way when an agent closes does not begin it anew", async () => {
  const sockets = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => sockets.close());
  await once(sockets, "listening");
  let asked = 0;
  const agent = startNodeAgent(
    {
      url: `http://127.0.0.1:${(sockets.address() as AddressInfo).port}`,
      nodes: [{ name: "n1", address: "http://10.0.0.7:2333", password: "hush" }],
      logger: null,
    },
    { fetch: () => Promise.reject(new Error(`request ${++asked}`)) },
  );
  const [socket]: WebSocket[] = await once(sockets, "connection");
  if (socket === undefined) throw new Error("there is no link");
  const tell = (frame: object) => socket.send(JSON.stringify(frame));
  const announced = {
    type: "announced",
    pool: "main",
    name: "n1",
    id: NODE_ID,
    state: "active",
    leaseMs: 45_000,
  };
  await once(socket, "message");
  tell({ type: "welcome", protocol: 1, seq: -1, features: ["audio"] });
  await once(socket, "message");
  tell(announced);
  await once(socket, "message");
  // It hears no goodbye, and answers no close.
  socket.pause();
  await agent.close();
  expect(asked).toBe(1);
  tell(announced);
  socket.resume();
  await once(socket, "close");
  expect(asked).toBe(1);
});
