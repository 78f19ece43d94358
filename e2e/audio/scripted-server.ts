import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import {
  type AgentHello,
  type AgentLinkFrame,
  agentHelloSchema,
  agentLinkFrameSchema,
} from "#protocol/link.ts";

/** How the server's side of a link is played. */
export interface Script {
  /** Status in place of a handshake. */
  readonly status?: number;
  readonly features?: readonly string[];
  /** What each announcement is answered with; undefined: it is taken. */
  readonly refusal?: string;
  readonly leaseMs?: number;
}

export const NODE_ID = "0123456789ab";

/** The server's side of links by a script, for what a real one is slow to do, or does not do. Takes no wrong frame. */
export const openScriptedServer = async (script: Script = {}) => {
  const hellos: AgentHello[] = [];
  const frames: AgentLinkFrame[] = [];
  const secrets: (string | undefined)[] = [];
  const faults: unknown[] = [];
  const server = createServer((_, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ noServer: true });

  const answer = (socket: WebSocket, frame: AgentLinkFrame) => {
    const tell = (said: object) => socket.send(JSON.stringify(said));
    if (frame.type === "goodbye") tell({ type: "goodbye" });
    if (frame.type !== "announce") return;
    const { pool, name } = frame.node;
    const { refusal: code, leaseMs = 4_000 } = script;
    if (code !== undefined)
      tell({ type: "refused", asked: "announce", about: name, code, message: "because" });
    else tell({ type: "announced", pool, name, id: NODE_ID, state: "probing", leaseMs });
  };
  sockets.on("connection", (socket) => {
    socket.once("message", (data) => {
      hellos.push(agentHelloSchema.parse(JSON.parse(String(data))));
      const { features = ["audio"] } = script;
      socket.send(JSON.stringify({ type: "welcome", protocol: 1, seq: -1, features }));
      socket.on("message", (text) => {
        const frame = agentLinkFrameSchema.safeParse(JSON.parse(String(text)));
        if (!frame.success) {
          faults.push(frame.error);
          return;
        }
        frames.push(frame.data);
        answer(socket, frame.data);
      });
    });
  });
  server.on("upgrade", (request, socket, head) => {
    secrets.push(request.headers.authorization);
    if (script.status === undefined) {
      sockets.handleUpgrade(request, socket, head, (accepted) =>
        sockets.emit("connection", accepted, request),
      );
    } else {
      socket.end(`HTTP/1.1 ${script.status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hellos,
    frames,
    secrets,
    /** Frames that no server would take. */
    faults,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
