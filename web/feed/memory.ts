import type { FeedSnapshot } from "#protocol/feed.ts";
import type { ConnectionMode } from "#web/words/connection-words.ts";
import type { LineEvent } from "./line.ts";
import { type FeedState, reduce, snapshotOfState, stateOfSnapshot } from "./reduce.ts";

/** What the holder of a shared line remembers, to tell a tab that joins late. */
export class FeedMemory {
  #state: FeedState | null = null;
  #id = 0;
  #heardAt = 0;
  #mode: ConnectionMode = "connecting";

  /** Id of the last message; null when nothing is known. */
  get id(): number | null {
    return this.#state === null ? null : this.#id;
  }

  /** Takes in what the line told. */
  hear(event: LineEvent): void {
    if (event.kind === "mode") {
      this.#mode = event.mode;
      return;
    }
    this.#state = reduce(this.#state, event.message);
    if (Number.isSafeInteger(event.id)) this.#id = event.id;
    this.#heardAt = performance.now() - event.heardAgoMs;
  }

  /** Takes a tab's own first snapshot where it is newer; says whether it was. */
  adopt(snapshot: FeedSnapshot): boolean {
    if (this.#state !== null && this.#state.at >= snapshot.at) return false;
    this.#state = stateOfSnapshot(snapshot);
    this.#id = snapshot.id;
    this.#heardAt = performance.now();
    return true;
  }

  /** How the line is. */
  get mode(): ConnectionMode {
    return this.#mode;
  }

  /** All that a newcomer needs, with its age. */
  recall(): LineEvent[] {
    const mode: LineEvent = { kind: "mode", mode: this.#mode };
    if (this.#state === null) return [mode];
    const data = snapshotOfState(this.#state, this.#id);
    const heardAgoMs = performance.now() - this.#heardAt;
    return [{ kind: "message", message: { event: "snapshot", data }, id: this.#id, heardAgoMs }, mode];
  }
}
