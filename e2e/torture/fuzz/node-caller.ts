import { serverFrameSchema } from "#protocol/link.ts";
import { until } from "../../support/until.ts";
import { PASSPHRASE } from "../holes/house.ts";
import { encodeFrames, judgeFrames, writeIn } from "./caller.ts";
import { type Grounds, NODE_PASSWORD } from "./grounds.ts";
import type { Speaker, Spot } from "./lanes.ts";
import type { NodeTalk } from "./node-talk.ts";
import { encodeFrame } from "./socket-frames.ts";
import { dialSocket } from "./socket-peer.ts";

const PATIENCE_MS = 15_000;
const [TEXT, PING, PONG] = [1, 9, 10] as const;
const LAST_WORD = "is that all?";
const HELLO = {
  agent: '{"type":"hello","role":"agent","protocol":1,"boot":"<boot>"}',
  bot: '{"type":"hello","protocol":1,"cluster":"main","boot":"<boot>","shardCount":60,"shardIds":[]}',
  player:
    '{"type":"hello","protocol":1,"cluster":"patron_1","boot":"<boot>","shardCount":6,"shardIds":[0,1,2]}',
} as const;

/** Agents and bots that speak of audio nodes and players, some of it nonsense. */
export class NodeCaller implements Speaker<NodeTalk> {
  readonly #grounds: Grounds;
  readonly #count: () => number;
  /** An id that was given for an announcement once; another's node by now, perhaps. */
  #ownId: string;

  /** @param count counts all frames of all lanes */
  constructor(grounds: Grounds, count: () => number) {
    this.#grounds = grounds;
    this.#count = count;
    this.#ownId = grounds.nodeId;
  }

  async say({ role, frames }: NodeTalk, { lane, shards }: Spot): Promise<void> {
    const { house, ops, bot, nodeId: node } = this.#grounds;
    const secret = role === "agent" ? ops : bot;
    const headers = `Authorization: Bearer ${secret}\r\n`;
    const peer = await dialSocket(house.server.port, "/api/v1/link", headers);
    const place = { boot: `${role}-${lane}`, shard: shards[0] ?? 0, passphrase: PASSPHRASE, ops, node };
    const encode = (words: string) =>
      encodeFrames([{ opcode: TEXT, payload: Buffer.from(words).toString("latin1") }], {
        ...place,
        seq: this.#count(),
        token: house.reporter,
        foreign: house.foreigner,
      });
    const words = [HELLO[role], ...frames].map((frame) => encode(frame.replaceAll("<own>", this.#ownId)));
    const last = encodeFrame({ opcode: PING, payload: LAST_WORD });
    writeIn(1 + (lane % 3), Buffer.concat([...words, last]), peer);
    const isHeard = () =>
      peer.frames().some(({ opcode, payload }) => opcode === PONG && String(payload) === LAST_WORD);
    await until("all is heard, or the link ends", () => peer.isOver() || isHeard(), PATIENCE_MS);
    peer.socket.destroy();
    judgeFrames(this.#grounds, peer);
    if (role === "agent" && peer.bytes().includes(NODE_PASSWORD))
      throw new Error("an agent was told a node's password");
    for (const { opcode, payload } of peer.frames()) {
      if (opcode !== TEXT) continue;
      const told = serverFrameSchema.parse(JSON.parse(payload.toString()));
      if (told.type === "error" && told.code === "internal") throw new Error("it failed on a bug");
      if (told.type === "announced") this.#ownId = told.id;
    }
  }

  close(): void {}
}
