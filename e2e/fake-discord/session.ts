import { randomBytes } from "node:crypto";
import { type Aim, hits } from "./aim.ts";
import { OP, type Packet } from "./packets.ts";

/** Dispatches that a session keeps for a resume. */
const REPLAY_PACKETS = 1_000;

/** What Discord knows of one shard's login, whatever connection it is on. */
export class Session {
  readonly id = randomBytes(16).toString("hex");
  readonly shardId: number;
  readonly shardCount: number;
  readonly #sent: Packet[] = [];
  #seq = 0;

  constructor(shardId: number, shardCount: number) {
    this.shardId = shardId;
    this.shardCount = shardCount;
  }

  get seq(): number {
    return this.#seq;
  }

  /** A dispatch with the next `s`, kept for a resume. */
  dispatch(event: string, d: unknown): Packet {
    this.#seq += 1;
    const packet = { op: OP.dispatch, t: event, s: this.#seq, d };
    this.#sent.push(packet);
    if (this.#sent.length > REPLAY_PACKETS) this.#sent.shift();
    return packet;
  }

  /** What was dispatched after `seq`. */
  after(seq: number): Packet[] {
    return this.#sent.filter((packet) => (packet.s ?? 0) > seq);
  }
}

/** All sessions that can be resumed. */
export class SessionBook {
  readonly #byId = new Map<string, Session>();

  open(shardId: number, shardCount: number): Session {
    const session = new Session(shardId, shardCount);
    this.#byId.set(session.id, session);
    return session;
  }

  find(id: unknown): Session | undefined {
    return typeof id === "string" ? this.#byId.get(id) : undefined;
  }

  end(session: Session): void {
    this.#byId.delete(session.id);
  }

  /** Later resumes of these shards are answered with op 9. */
  forget(aim: Aim): void {
    for (const session of this.#byId.values()) if (hits(aim, session.shardId)) this.end(session);
  }
}
