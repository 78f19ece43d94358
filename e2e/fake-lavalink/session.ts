import { randomBytes } from "node:crypto";
import type { WebSocket } from "ws";
import type { Player } from "./player.ts";
import type { Message } from "./player-ground.ts";

/** One bot's session: lives on without its socket where it may be resumed, and keeps what it would have said. */
export class Session {
  readonly id = randomBytes(8).toString("hex");
  readonly userId: string;
  readonly players = new Map<string, Player>();
  isResuming = false;
  timeoutS = 60;
  /** What it tells goes out so much later, in ms. */
  lagMs = 0;
  #socket: WebSocket | null = null;
  #unsent: string[] = [];
  #isHeld = false;
  #expiry: NodeJS.Timeout | undefined;

  constructor(userId: string) {
    this.userId = userId;
  }

  get socket(): WebSocket | null {
    return this.#socket;
  }

  /** `ready` goes before whatever was kept; a resumed session then says how each player is. */
  attach(socket: WebSocket, isResumed: boolean): void {
    clearTimeout(this.#expiry);
    this.#socket = socket;
    socket.send(JSON.stringify({ op: "ready", resumed: isResumed, sessionId: this.id }));
    this.#flush();
    if (isResumed) for (const player of this.players.values()) player.tell();
  }

  /** `expire` is called once it cannot be resumed any more. */
  detach(expire: () => void): void {
    this.#socket = null;
    this.#expiry = setTimeout(expire, this.timeoutS * 1_000);
    this.#expiry.unref();
  }

  send(message: Message): void {
    const text = JSON.stringify(message);
    const send = () => {
      this.#unsent.push(text);
      this.#flush();
    };
    if (this.lagMs > 0) setTimeout(send, this.lagMs).unref();
    else send();
  }

  /** Whether it keeps its words to itself, as a process that hangs does. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    if (isHeld) this.#socket?.pause();
    else this.#socket?.resume();
    this.#flush();
  }

  /** Its players are gone without a word. */
  end(): void {
    clearTimeout(this.#expiry);
    this.#socket = null;
    for (const player of this.players.values()) player.vanish();
    this.players.clear();
  }

  #flush(): void {
    if (this.#socket === null || this.#isHeld) return;
    for (const text of this.#unsent.splice(0)) this.#socket.send(text);
  }
}

/** All sessions of a node. */
export class SessionBook {
  readonly #byId = new Map<string, Session>();

  [Symbol.iterator](): Iterator<Session> {
    return this.#byId.values();
  }

  open(userId: string): Session {
    const session = new Session(userId);
    this.#byId.set(session.id, session);
    return session;
  }

  find(id: string): Session | undefined {
    return this.#byId.get(id);
  }

  /** One that waits for its bot; a connected one cannot be taken over. */
  resumable(id: string | undefined): Session | undefined {
    const session = id === undefined ? undefined : this.#byId.get(id);
    return session?.socket === null ? session : undefined;
  }

  end(session: Session): void {
    session.end();
    this.#byId.delete(session.id);
  }

  clear(): void {
    for (const session of [...this.#byId.values()]) this.end(session);
  }
}
