import { randomUUID } from "node:crypto";
import type { AnswerFrame, MusicServerFrame } from "#protocol/music-link.ts";
import type { Clock } from "../clock.ts";
import type { BotProcess } from "./directory.ts";

/** What a process answered. */
export type Answer = AnswerFrame["answer"];

/** What came of asking: an answer, or why there is none. */
export type Asked =
  | Answer
  | { readonly kind: "away" }
  | { readonly kind: "expired" }
  | { readonly kind: "lost" };

/** Asked of one process at once; more are refused, so that a process that hangs holds nothing up. */
const MAX_PENDING = 1_000;

/** A frame that asks, without its id. */
type Question = MusicServerFrame extends infer F
  ? F extends { readonly id: string }
    ? Omit<F, "id">
    : never
  : never;

/** Asks processes, and waits for what they answer, for so long. */
export class Asks {
  readonly #clock: Clock;
  /** By process, then by id: what to do with an answer. */
  readonly #pending = new Map<BotProcess, Map<string, (asked: Asked) => void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Never rejects: `expired` where no answer came in time, `lost` where the process went before it answered, so that
   * nobody knows whether it was done.
   * @param id the same at each try
   */
  ask(peer: BotProcess, question: Question, withinMs: number, id: string = randomUUID()): Promise<Asked> {
    const pending = this.#pending.get(peer) ?? new Map();
    if (pending.size >= MAX_PENDING) return Promise.resolve({ kind: "away" });
    return new Promise((resolve) => {
      const cancel = this.#clock.after(withinMs, () => {
        settle({ kind: "expired" });
        if (isCommand(question)) peer.ask({ type: "cancel", id });
      });
      const settle = (asked: Asked) => {
        if (!pending.delete(id)) return;
        if (pending.size === 0) this.#pending.delete(peer);
        cancel();
        resolve(asked);
      };
      // It may be the last that was waited for.
      pending.get(id)?.({ kind: "expired" });
      this.#pending.set(peer, pending);
      pending.set(id, settle);
      peer.ask({ ...question, id });
    });
  }

  /** Takes an answer; one that nobody waits for, or of another process, is left alone. */
  answer(peer: BotProcess, id: string, answer: Answer): void {
    this.#pending.get(peer)?.get(id)?.(answer);
  }

  /** The process is gone: nothing that it was asked is answered any more. */
  leave(peer: BotProcess): void {
    for (const settle of [...(this.#pending.get(peer)?.values() ?? [])]) settle({ kind: "lost" });
  }
}

/** What is looked up too late does no harm. */
const isCommand = (question: Question): boolean => question.type === "ask" && question.ask.kind === "command";
