interface Lane {
  waiting: number;
  last: Promise<unknown>;
}

/** Does what is wanted in one guild one after the other, and in different guilds side by side. */
export class Lanes {
  readonly #most: number;
  readonly #lanes = new Map<string, Lane>();

  /** @param most wishes of one guild at once */
  constructor(most: number) {
    this.#most = most;
  }

  /** Runs it when its turn comes; null where too many wait already. @param act never hangs for ever */
  run<T>(guildId: string, act: () => Promise<T>): Promise<T> | null {
    const lane = this.#lanes.get(guildId) ?? { waiting: 0, last: Promise.resolve() };
    if (lane.waiting >= this.#most) return null;
    this.#lanes.set(guildId, lane);
    lane.waiting += 1;
    const running = lane.last.then(act).finally(() => {
      lane.waiting -= 1;
      if (lane.waiting === 0) this.#lanes.delete(guildId);
    });
    lane.last = running.catch(() => {});
    return running;
  }
}
