import { PASSPHRASE } from "../holes/house.ts";
import type { RawAnswer } from "./answers.ts";
import type { Grounds, States } from "./grounds.ts";
import { Line } from "./line.ts";
import { MARKER, type Place } from "./place.ts";
import { type Case, methodOf, originOf, wordsOf } from "./request.ts";

/** So many ask at once, each in turn and each about shards of its own: what comes of it does not hang on chance. */
const LANES = 16;
const SHARDS_PER_LANE = 4;

/** Glance's own words for a path that names nothing; they repeat it by contract. */
const GLANCE_ECHO = /^\{"error":"(?:cluster '|shard '|state ')/;

const isTaken = ({ status, body }: RawAnswer): boolean =>
  status === 204 || (status === 200 && body === '{"outcome":"accepted"}');

const brief = (one: Case): string => JSON.stringify(one).slice(0, 2_000);

/** Says the cases to the server as many at once, and holds it to what must come of each. */
export class Player {
  readonly #grounds: Grounds;
  #said = 0;

  constructor(grounds: Grounds) {
    this.#grounds = grounds;
  }

  /** How many cases were said so far. */
  get said(): number {
    return this.#said;
  }

  /** @throws Error naming what a case brought about that it should not have */
  async play(cases: readonly Case[]): Promise<void> {
    await this.#grounds.revive();
    const states = await this.#grounds.states();
    const lanes = Array.from({ length: LANES }, (_, lane) => this.#walk(cases, lane, states));
    const outcomes = await Promise.allSettled(lanes);
    // Whatever goes wrong once the server is dead is the less important news.
    await this.#grounds.inspect();
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
    const after = await this.#grounds.states();
    for (const [shard, state] of states)
      if (after.get(shard) !== state) throw new Error(`${shard} is ${after.get(shard)}, not ${state}`);
  }

  async #walk(cases: readonly Case[], lane: number, states: States): Promise<void> {
    const line = new Line(this.#grounds.house.server.port);
    try {
      for (let at = lane; at < cases.length; at += LANES) {
        const one = cases[at];
        if (one === undefined) continue;
        await this.#say(one, line, { lane, at, states }).catch((cause: Error) => {
          throw new Error(`${cause.message}\nwhere this was sent: ${brief(one)}`, { cause });
        });
      }
    } finally {
      line.close();
    }
  }

  async #say(
    one: Case,
    line: Line,
    { lane, at, states }: { readonly lane: number; readonly at: number; readonly states: States },
  ): Promise<void> {
    this.#said += 1;
    const { reporter, foreigner } = this.#grounds.house;
    const place: Place = {
      shard: lane * SHARDS_PER_LANE + (Math.floor(at / LANES) % SHARDS_PER_LANE),
      boot: `lane-${lane}`,
      seq: this.#said,
      passphrase: PASSPHRASE,
      token: reporter,
      foreign: foreigner,
    };
    const words = wordsOf(one, place);
    const method = methodOf(one);
    const { bytes, answers, wasLetGo } =
      one.expected === "taken"
        ? await line.ask(words, method)
        : await line.blurt(words, method, originOf(one, this.#said));
    if (!wasLetGo) throw new Error("its connection was kept open");
    this.#judge(one, answers, bytes);
    const { changes } = one;
    if (changes !== undefined && answers.some(isTaken))
      states.set(`${changes.cluster} ${place.shard}`, changes.state);
  }

  #judge({ expected }: Case, answers: readonly RawAnswer[], bytes: Buffer): void {
    const said = () => bytes.toString("latin1", 0, 2_000);
    if (expected === "taken" && !answers.some(isTaken)) throw new Error(`it was not taken: ${said()}`);
    if (expected === "refused" && answers.some(isTaken)) throw new Error(`it was taken: ${said()}`);
    const raw = bytes.toString("latin1");
    const leak = this.#grounds.leakIn(raw);
    if (leak !== undefined) throw new Error(`a secret came back: ${said()}`);
    const mayEcho = answers.some(({ status, body }) => status === 400 && GLANCE_ECHO.test(body));
    if (!mayEcho && raw.toLowerCase().includes(MARKER)) throw new Error(`what was sent came back: ${said()}`);
    for (const { status, body } of answers) {
      if (status >= 500) throw new Error(`it was answered with ${status}: ${said()}`);
      if (this.#grounds.leakIn(body) !== undefined || (!mayEcho && body.includes(MARKER)))
        throw new Error(`what was sent came back packed: ${body.slice(0, 2_000)}`);
    }
  }
}
