import { PASSPHRASE } from "../holes/house.ts";
import type { RawAnswer } from "./answers.ts";
import { type Grounds, NODE_PASSWORD } from "./grounds.ts";
import type { Speaker, Spot } from "./lanes.ts";
import { type Heard, Line } from "./line.ts";
import { MARKER, type Place } from "./place.ts";
import { type Case, methodOf, originOf, wordsOf } from "./request.ts";

/** Glance's own words for a path that names nothing; they repeat it by contract. */
const GLANCE_ECHO = /^\{"error":"(?:cluster '|shard '|state ')/;

const isTaken = ({ status, body }: RawAnswer): boolean =>
  status === 204 || (status === 200 && body === '{"outcome":"accepted"}');

/** A command or a question for the cluster of a bot that is not there. */
const BOT_AWAY = /^\{"error":\{"code":"bot_away"|"outcome":"away"/;

/** Sends requests, and holds the server to what must come of each. */
export class Requester implements Speaker<Case> {
  readonly #grounds: Grounds;
  readonly #line: Line;
  readonly #count: () => number;

  /** @param count counts all cases of all lanes, so that each has a number of its own */
  constructor(grounds: Grounds, count: () => number) {
    this.#grounds = grounds;
    this.#line = new Line(grounds.house.server.port);
    this.#count = count;
  }

  async say(one: Case, { lane, turn, shards, states }: Spot): Promise<void> {
    const seq = this.#count();
    const { reporter, foreigner } = this.#grounds.house;
    const place: Place = {
      shard: shards[turn % shards.length] ?? 0,
      boot: `lane-${lane}`,
      seq,
      passphrase: PASSPHRASE,
      token: reporter,
      foreign: foreigner,
      ops: this.#grounds.ops,
      node: this.#grounds.nodeId,
      cookie: this.#grounds.panel.cookieOf(lane),
      guild: this.#grounds.panel.guild,
    };
    const words = wordsOf(one, place);
    const method = methodOf(one);
    const heard =
      one.expected === "taken"
        ? await this.#line.ask(words, method)
        : await this.#line.blurt(words, method, originOf(one, seq));
    this.#judge(one, heard);
    const { changes } = one;
    if (changes !== undefined && heard.answers.some(isTaken))
      states.set(`${changes.cluster} ${place.shard}`, changes.state);
  }

  close(): void {
    this.#line.close();
  }

  #judge({ expected }: Case, { answers, bytes, wasLetGo }: Heard): void {
    const said = bytes.toString("latin1", 0, 2_000);
    if (!wasLetGo) throw new Error(`its connection was kept open: ${said}`);
    if (expected === "taken" && !answers.some(isTaken)) throw new Error(`it was not taken: ${said}`);
    if (expected === "refused" && answers.some(isTaken)) throw new Error(`it was taken: ${said}`);
    for (const text of [bytes.toString("latin1"), ...answers.map(({ body }) => body)])
      if (this.#grounds.leakIn(text) !== undefined)
        throw new Error(`a secret came back: ${text.slice(0, 2_000)}`);
    if (bytes.includes(NODE_PASSWORD)) throw new Error(`a node's password came back: ${said}`);
    for (const { status, body } of answers)
      if (status >= 500 && !BOT_AWAY.test(body)) throw new Error(`it was answered with ${status}: ${said}`);
    if (answers.some(({ status, body }) => status === 400 && GLANCE_ECHO.test(body))) return;
    for (const text of [bytes.toString("latin1"), ...answers.map(({ body }) => body)])
      if (text.toLowerCase().includes(MARKER))
        throw new Error(`what was sent came back: ${text.slice(0, 2_000)}`);
  }
}
