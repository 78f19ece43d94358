import { until } from "../../support/until.ts";
import { PASSPHRASE } from "../holes/house.ts";
import { encodeFrames, judgeFrames, writeIn } from "./caller.ts";
import type { Grounds } from "./grounds.ts";
import type { Speaker, Spot } from "./lanes.ts";
import { encodeFrame, type SocketFrame } from "./socket-frames.ts";
import { dialSocket } from "./socket-peer.ts";

const PATIENCE_MS = 15_000;
const [TEXT, PING, PONG] = [1, 9, 10] as const;
const LAST_WORD = "is that all?";

/** Viewers of Glance's feed who speak, though there is nothing to say. */
export class Onlooker implements Speaker<readonly SocketFrame[]> {
  readonly #grounds: Grounds;
  readonly #count: () => number;

  /** @param count counts all frames of all lanes */
  constructor(grounds: Grounds, count: () => number) {
    this.#grounds = grounds;
    this.#count = count;
  }

  async say(frames: readonly SocketFrame[], { lane, shards }: Spot): Promise<void> {
    const { ops, nodeId: node } = this.#grounds;
    const { server, reporter, foreigner } = this.#grounds.house;
    const peer = await dialSocket(server.port, "/api/feed");
    const place = { boot: `viewer-${lane}`, shard: shards[0] ?? 0, passphrase: PASSPHRASE };
    const words = frames.map((frame) =>
      encodeFrames([frame], { ...place, seq: this.#count(), token: reporter, foreign: foreigner, ops, node }),
    );
    const last = encodeFrame({ opcode: PING, payload: LAST_WORD });
    writeIn(1 + (lane % 3), Buffer.concat([...words, last]), peer);
    const isHeard = () =>
      peer.frames().some(({ opcode, payload }) => opcode === PONG && String(payload) === LAST_WORD);
    await until("all is heard, or the connection ends", () => peer.isOver() || isHeard(), PATIENCE_MS);
    peer.socket.destroy();
    judgeFrames(this.#grounds, peer);
    const [first, ...more] = peer.frames().filter(({ opcode }) => opcode === TEXT);
    if (!String(first?.payload).startsWith('{"op":"hello"')) throw new Error("it was not greeted");
    if (more.length > 0) throw new Error(`it was answered: ${more[0]?.payload}`);
  }

  close(): void {}
}
