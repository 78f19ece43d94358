import type { ReactiveControllerHost } from "lit";
import { sendCommand } from "#web/api/player-api.ts";
import { SayEvent } from "#web/ui/say-event.ts";
import { outcomeWords } from "#web/words/player-words.ts";
import type { Near, WishEvent } from "./player-events.ts";
import type { PlayerWatch } from "./player-watch.ts";

/** What came of a command is shown for so long. */
const NOTE_SHOWN_MS = 8_000;

/** What is said near a control. */
export interface Note {
  readonly near: Near;
  /** The entry of the queue that it is about; null where it is about none. */
  readonly uid: string | null;
  readonly words: string;
  readonly isRefusal: boolean;
}

/** Sends what the viewer wishes for, shows it before it is done, and says what came of it. */
export class Wishes {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #watch: PlayerWatch;
  readonly #now: () => number;
  #noteTimer: ReturnType<typeof setTimeout> | undefined;
  note: Note | null = null;

  /** @param now epoch ms by the server's clock */
  constructor(host: ReactiveControllerHost & HTMLElement, watch: PlayerWatch, now: () => number) {
    this.#host = host;
    this.#watch = watch;
    this.#now = now;
  }

  /** One that is on its way already is not sent again. */
  async send({ command, near, doneWords, onResult }: WishEvent["detail"]): Promise<void> {
    const { place, known } = this.#watch;
    const isUnderWay = known.wishes.some(
      (wish) => wish.doneAtRev === null && JSON.stringify(wish.command) === JSON.stringify(command),
    );
    if (place === null || isUnderWay) return;
    const id = crypto.randomUUID();
    const seenRev = known.player?.rev ?? null;
    this.#watch.take({ kind: "wished", id, command, at: this.#now() });
    this.tell(null);
    const result = await sendCommand(place, { id, command, seenRev });
    onResult?.(result.outcome === "done");
    if (this.#watch.place !== place) return;
    this.#watch.take({ kind: "answered", id, result });
    const words = outcomeWords(result.outcome, result.message) || doneWords;
    const uid = "uid" in command ? command.uid : null;
    if (words !== "") this.tell({ near, uid, words, isRefusal: result.outcome !== "done" });
  }

  /** Shows it and has it spoken; null takes away what was shown. */
  tell(note: Note | null): void {
    clearTimeout(this.#noteTimer);
    this.note = note;
    this.#host.requestUpdate();
    if (note === null) return;
    this.#host.dispatchEvent(new SayEvent(note.words));
    // A reason stays until the next wish; what went well goes by itself.
    if (!note.isRefusal) this.#noteTimer = setTimeout(() => this.tell(null), NOTE_SHOWN_MS);
  }
}
