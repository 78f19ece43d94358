import type { WebSocket } from "ws";

/** A peer that has left this much unread when there is more to tell is dropped. */
const MAX_WAITING_BYTES = 512 * 1_024;
/** Of one turn: sixteen whole pools, and no more for who asks for them again and again. */
const MAX_TURN_CHARS = 16 * 1_024 * 1_024;

/** Sends to a peer for as long as it reads. */
export class Outlet {
  readonly #socket: WebSocket;
  /** What was unread when this turn of the event loop began to tell; null where it has not. */
  #unread: number | null = null;
  /** Characters told in this turn. */
  #toldInTurn = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** False where the peer reads too little, or is told too much at once: it is not sent then. */
  send(text: string): boolean {
    this.#toldInTurn += text.length;
    if (this.#unreadBefore() > MAX_WAITING_BYTES || this.#toldInTurn > MAX_TURN_CHARS) return false;
    this.#socket.send(text);
    return true;
  }

  /** Of what is told in one turn nothing counts as unread: a whole pool of nodes is more than a socket takes at once. */
  #unreadBefore(): number {
    if (this.#unread !== null) return this.#unread;
    this.#unread = this.#socket.bufferedAmount;
    setImmediate(() => {
      this.#unread = null;
      this.#toldInTurn = 0;
    });
    return this.#unread;
  }
}
