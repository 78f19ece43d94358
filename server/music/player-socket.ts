import type { WebSocket } from "ws";
import { wishFrameSchema } from "#protocol/music-view.ts";
import { AppError } from "../errors.ts";
import { check } from "../http/body.ts";
import { MAX_WAITING_BYTES } from "../http/event-stream.ts";
import { parseFrame } from "../http/json-frame.ts";
import type { Viewer } from "../sessions/viewer.ts";
import type { CommandRoutesDeps } from "./command-routes.ts";
import { type EncodedWord, frameOf } from "./encoded-word.ts";
import type { Place } from "./service.ts";
import type { Teller } from "./watch.ts";
import { carryOut, wishOf } from "./wish.ts";

/** One that answered no ping for so many ticks is gone. */
const TICKS_BETWEEN_PINGS = 6;
/** Commands that wait for their results at once. */
const MAX_UNDER_WAY = 20;

const CLOSE_CODES: Readonly<Record<string, number>> = { signed_out: 4401, forbidden: 4403, stopping: 1001 };

interface Behind {
  readonly deps: CommandRoutesDeps;
  readonly viewer: Viewer;
  readonly place: Place;
  readonly assertMayWrite: () => void;
}

/** One WebSocket of someone who watches a player, and steers it. */
export class PlayerSocket implements Teller {
  readonly #socket: WebSocket;
  readonly #behind: Behind;
  #isAnswering = true;
  #ticks = 0;
  #underWay = 0;
  #closeCode = 1000;

  constructor(socket: WebSocket, behind: Behind) {
    this.#socket = socket;
    this.#behind = behind;
    socket.on("pong", () => {
      this.#isAnswering = true;
    });
  }

  tell(word: EncodedWord): void {
    this.#send(frameOf(word));
    if (word.event === "tick") this.#beat();
    if (word.event === "end") this.#closeCode = CLOSE_CODES[JSON.parse(word.text).reason] ?? 1000;
  }

  end(): void {
    this.#socket.close(this.#closeCode);
  }

  /** Takes a command; its result comes by its id. */
  async receive(data: unknown): Promise<void> {
    let id: string | null = null;
    try {
      const { action, ...sent } = check(wishFrameSchema, parseFrame(data));
      id = sent.id;
      const { deps, viewer, place, assertMayWrite } = this.#behind;
      assertMayWrite();
      if (this.#underWay >= MAX_UNDER_WAY)
        throw new AppError("too_fast", "wait for the results of those before");
      const wish = wishOf(action, sent);
      this.#underWay += 1;
      try {
        this.#say("result", await carryOut(deps, { viewer, place }, wish));
      } finally {
        this.#underWay -= 1;
      }
    } catch (error) {
      const isTold = error instanceof AppError;
      const code = isTold ? error.code : "internal";
      const message = isTold ? error.message : "something broke here";
      this.#say("error", { id, code, message });
      if (!isTold) this.#behind.deps.log.error({ err: error }, "a command failed on a bug");
    }
  }

  #say(event: "result" | "error", data: object): void {
    this.#send(JSON.stringify({ event, data }));
  }

  #send(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(text);
    if (this.#socket.bufferedAmount > MAX_WAITING_BYTES) this.#socket.terminate();
  }

  #beat(): void {
    this.#ticks += 1;
    if (this.#ticks % TICKS_BETWEEN_PINGS !== 0) return;
    if (this.#isAnswering) this.#socket.ping();
    else this.#socket.terminate();
    this.#isAnswering = false;
  }
}
