import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { WebSocketServer } from "ws";
import { fieldsOf, parsePacket } from "../packets.ts";
import { soundIn } from "./sound.ts";

const HOST = "127.0.0.1";
const MODE = "aead_aes256_gcm_rtpsize";
const SSRC = 7;

/** Opcodes of voice (https://docs.discord.com/developers/topics/opcodes-and-status-codes#voice). */
const OP = { identify: 0, select: 1, ready: 2, heartbeat: 3, session: 4, acknowledge: 6, hello: 8 } as const;

/** A voice server of Discord's, for all guilds of a fake one; end-to-end encryption is off. */
export interface FakeVoice {
  /** Host and port; `ws:` in the place of `wss:`. */
  readonly endpoint: string;
  /** The last of them; null: none arrived. */
  lastFrame(guildId: string): Buffer | null;
  /** Opus frames of a guild that arrived so far, silence left out. */
  frames(guildId: string): number;
  /** Guilds whose bots are let in no further than the door. */
  readonly shut: Set<string>;
  close(): Promise<void>;
}

interface Line {
  readonly key: Buffer;
  frames: number;
  last: Buffer | null;
}

/** Starts on free ports. */
export const startFakeVoice = async (): Promise<FakeVoice> => {
  const server = new WebSocketServer({ host: HOST, port: 0 });
  await once(server, "listening");
  const lines = new Map<string, Line>();
  const shut = new Set<string>();
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    let guildId = "";
    const line: Line = { key: randomBytes(32), frames: 0, last: null };
    const udp = createSocket("udp4");
    sockets.add(udp);
    const send = (op: number, d: object) => socket.send(JSON.stringify({ op, d }));
    udp.on("message", (packet, { address, port }) => {
      if (isDiscovery(packet)) {
        udp.send(discovered(packet, address, port), port, address);
        return;
      }
      const frame = soundIn(packet, line.key);
      if (frame === null) return;
      line.frames += 1;
      line.last = frame;
    });
    udp.bind(0, HOST);
    socket.on("close", () => {
      if (sockets.delete(udp)) udp.close();
    });
    socket.on("message", (data) => {
      const { op, d } = parsePacket(String(data)) ?? { op: -1 };
      if (op === OP.heartbeat) send(OP.acknowledge, { t: fieldsOf(d)["t"] });
      if (op === OP.identify) {
        guildId = String(fieldsOf(d)["server_id"]);
        if (shut.has(guildId)) return;
        lines.set(guildId, line);
        send(OP.ready, { ssrc: SSRC, ip: HOST, port: udp.address().port, modes: [MODE] });
      }
      if (op === OP.select)
        send(OP.session, { mode: MODE, secret_key: [...line.key], dave_protocol_version: 0 });
    });
    send(OP.hello, { heartbeat_interval: 41_250 });
  });
  const address = server.address();
  if (typeof address === "string" || address === null) throw new Error("no port");
  return {
    endpoint: `${HOST}:${address.port}`,
    lastFrame: (guildId) => lines.get(guildId)?.last ?? null,
    frames: (guildId) => lines.get(guildId)?.frames ?? 0,
    shut,
    close: async () => {
      for (const socket of server.clients) socket.terminate();
      for (const udp of sockets) udp.close();
      sockets.clear();
      server.close();
      await once(server, "close");
    },
  };
};

/** https://docs.discord.com/developers/topics/voice-connections#ip-discovery */
const DISCOVERY_BYTES = 74;

const isDiscovery = (packet: Buffer): boolean =>
  packet.length === DISCOVERY_BYTES && packet.readUInt16BE(0) === 1;

const discovered = (asked: Buffer, address: string, port: number): Buffer => {
  const answer = Buffer.alloc(DISCOVERY_BYTES);
  asked.copy(answer);
  answer.writeUInt16BE(2, 0);
  answer.write(address, 8, "utf8");
  answer.writeUInt16BE(port, DISCOVERY_BYTES - 2);
  return answer;
};
