import { until } from "../support/until.ts";
import { Histogram } from "./histogram.ts";
import { ToldFeed } from "./told-feed.ts";
import { Viewer } from "./viewer.ts";

/** So many ask to be let in at once. */
const JOINING_AT_ONCE = 100;
/** So many connections are opened without a break. */
const OPENED_AT_ONCE = 25;

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Many viewers of one feed in this process, each held to the order of its frames. */
export class Crowd {
  readonly told = new ToldFeed();
  readonly #port: number;
  #viewers: Viewer[] = [];
  #latencies: Histogram | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  get size(): number {
    return this.#viewers.length;
  }

  /** Opens so many more viewers, some at a time. */
  async grow(count: number): Promise<void> {
    let left = count;
    const openOneByOne = async () => {
      while (left > 0) {
        left -= 1;
        await this.#open(0).joined;
      }
    };
    await Promise.all(Array.from({ length: JOINING_AT_ONCE }, openOneByOne));
  }

  /** Cuts all connections at once; the result says where each viewer was. */
  cut(): readonly number[] {
    const lastIds = this.#viewers.map(({ lastId }) => lastId);
    for (const viewer of this.#viewers.splice(0)) viewer.leave();
    return lastIds;
  }

  /**
   * Comes back where these left, all at the same moment; resolves once each has what it missed.
   * @returns how many of them were given a snapshot instead
   */
  async comeBack(lastIds: readonly number[]): Promise<number> {
    const back: Viewer[] = [];
    for (const lastId of lastIds) {
      back.push(this.#open(lastId));
      // This process has answers to take in, too.
      if (back.length % OPENED_AT_ONCE === 0) await nextTurn();
    }
    await Promise.all(back.map(({ joined }) => joined));
    return back.filter(({ hasSnapshot }) => hasSnapshot).length;
  }

  /** Counts the time from push to viewer while `work` lasts. */
  async timed(work: () => Promise<unknown>): Promise<Histogram> {
    const latencies = new Histogram();
    this.#latencies = latencies;
    await work();
    await this.settle();
    this.#latencies = null;
    return latencies;
  }

  /** Resolves once every viewer has every push. */
  async settle(): Promise<void> {
    await until("every push is seen", () => this.told.unseen === 0);
    await until("every viewer has the last frame", () =>
      this.#viewers.every(({ lastId, fault }) => fault !== null || lastId === this.told.lastId),
    );
    this.check();
  }

  /** @throws the first viewer's fault */
  check(): void {
    const faults = this.#viewers.flatMap(({ fault }) => fault ?? []);
    if (faults[0] !== undefined) throw new Error(`${faults.length} viewers failed`, { cause: faults[0] });
  }

  close(): void {
    this.cut();
  }

  #open(lastId: number): Viewer {
    const { told } = this;
    const viewer = new Viewer({ port: this.#port, told, latencies: () => this.#latencies }, lastId);
    this.#viewers.push(viewer);
    return viewer;
  }
}
