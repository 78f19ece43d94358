import { until } from "../../support/until.ts";
import { PASSPHRASE } from "../holes/house.ts";
import { encodeFrames, judgeFrames, writeIn } from "./caller.ts";
import type { Grounds } from "./grounds.ts";
import type { Speaker, Spot } from "./lanes.ts";
import { PANEL_ORIGIN } from "./panel.ts";
import { encodeFrame } from "./socket-frames.ts";
import { dialSocket } from "./socket-peer.ts";

const PATIENCE_MS = 15_000;
const [TEXT, PING, PONG] = [1, 9, 10] as const;
const LAST_WORD = "is that all?";

/** People who watch a player, and say anything. */
export class WishCaller implements Speaker<readonly string[]> {
  readonly #grounds: Grounds;
  readonly #count: () => number;

  /** @param count counts all frames of all lanes */
  constructor(grounds: Grounds, count: () => number) {
    this.#grounds = grounds;
    this.#count = count;
  }

  async say(words: readonly string[], { lane, shards }: Spot): Promise<void> {
    const { house, panel, ops, nodeId: node } = this.#grounds;
    const cookie = panel.cookieOf(lane);
    const headers = `Cookie: ${cookie}\r\nOrigin: ${PANEL_ORIGIN}\r\n`;
    const peer = await dialSocket(house.server.port, `/ws/${panel.guild}`, headers);
    const place = { boot: `wish-${lane}`, shard: shards[0] ?? 0, passphrase: PASSPHRASE, ops, node };
    const { reporter: token, foreigner: foreign } = house;
    const frames = words.map((word) =>
      encodeFrames([{ opcode: TEXT, payload: Buffer.from(word).toString("latin1") }], {
        ...place,
        seq: this.#count(),
        token,
        foreign,
      }),
    );
    const last = encodeFrame({ opcode: PING, payload: LAST_WORD });
    writeIn(1 + (lane % 3), Buffer.concat([...frames, last]), peer);
    const isHeard = () =>
      peer.frames().some(({ opcode, payload }) => opcode === PONG && String(payload) === LAST_WORD);
    const told = () => peer.frames().filter(({ opcode }) => opcode === TEXT);
    const results = () => told().filter(({ payload }) => /^\{"event":"(result|error)"/.test(String(payload)));
    await until(
      "all is heard and answered, or the connection ends",
      () => peer.isOver() || (isHeard() && results().length === words.length),
      PATIENCE_MS,
    );
    peer.socket.destroy();
    judgeFrames(this.#grounds, peer);
    if (told().some(({ payload }) => String(payload).includes('"code":"internal"')))
      throw new Error("it failed on a bug");
    // One frame may well be too large; all others are answered, whatever is wrong with them.
    if (results().length !== words.length && words.every(({ length }) => length < 2_000))
      throw new Error(`${words.length} were sent, ${results().length} answered`);
  }

  close(): void {}
}
