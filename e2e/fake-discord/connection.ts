import type { WebSocket } from "ws";
import type { AimSet } from "./aim.ts";
import { guildIdsOf } from "./guilds.ts";
import { CLOSE, fieldsOf, OP, type Packet, parsePacket } from "./packets.ts";
import type { Session, SessionBook } from "./session.ts";
import { APPLICATION, BOT_USER } from "./users.ts";
import { voiceAnswer } from "./voice.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What all connections of a gateway have in common. */
export interface Ground {
  readonly token: string;
  readonly heartbeatIntervalMs: number;
  readonly guildsPerShard: number;
  readonly sessions: SessionBook;
  readonly mute: AimSet;
  readonly readyWithheld: AimSet;
  ackDelayMs: number;
  url: string;
  readonly seen: { identifies: number; resumes: number };
  readonly voiceTokens: string[];
  readonly voiceEndpoint: string;
  /** The payload of a guild's GUILD_CREATE. */
  guildPayload(guildId: string): object;
}

/** One client's WebSocket: from HELLO to its end. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #ground: Ground;
  #session: Session | null = null;
  #isDead = false;

  constructor(socket: WebSocket, ground: Ground) {
    this.#socket = socket;
    this.#ground = ground;
    socket.on("message", (data) => this.#hear(String(data)));
    socket.on("close", (code) => {
      const isGoodbye = code === 1_000 || code === 1_001;
      if (isGoodbye && this.#session !== null) ground.sessions.end(this.#session);
    });
    socket.on("error", () => socket.terminate());
    this.send({ op: OP.hello, d: { heartbeat_interval: ground.heartbeatIntervalMs } });
  }

  /** null until IDENTIFY or RESUME was taken. */
  get session(): Session | null {
    return this.#session;
  }

  send(packet: Packet): void {
    if (!this.#isDead) this.#socket.send(JSON.stringify(packet));
  }

  dispatch(event: string, d: unknown): void {
    if (this.#session !== null) this.send(this.#session.dispatch(event, d));
  }

  close(code: number): void {
    this.#socket.close(code);
  }

  /** Ends the TCP connection without a close frame. */
  drop(): void {
    this.#socket.terminate();
  }

  /** Neither reads nor answers from now on, as a peer that lost its network does. */
  goDead(): void {
    this.#isDead = true;
    this.#socket.pause();
  }

  /** Op 9; one that cannot be resumed is forgotten. */
  invalidate(isResumable: boolean): void {
    if (!isResumable && this.#session !== null) this.#ground.sessions.end(this.#session);
    this.send({ op: OP.invalidSession, d: isResumable });
  }

  #hear(text: string): void {
    if (this.#isDead) return;
    const packet = parsePacket(text);
    if (packet === null) this.close(CLOSE.decodeError);
    else if (packet.op === OP.heartbeat) this.#acknowledge();
    else if (packet.op === OP.identify) this.#identify(fieldsOf(packet.d));
    else if (packet.op === OP.resume) this.#resume(fieldsOf(packet.d));
    else if (this.#session === null) this.close(CLOSE.notAuthenticated);
    else if (packet.op === OP.voiceStateUpdate) this.#answerVoice(fieldsOf(packet.d));
  }

  #answerVoice(wish: Fields): void {
    const { events, token } = voiceAnswer(wish, this.#ground.voiceEndpoint);
    if (token !== null) this.#ground.voiceTokens.push(token);
    for (const [event, d] of events) this.dispatch(event, d);
  }

  #acknowledge(): void {
    const { mute, ackDelayMs } = this.#ground;
    if (this.#session !== null && mute.has(this.#session.shardId)) return;
    const acknowledge = () => this.send({ op: OP.heartbeatAck });
    if (ackDelayMs === 0) acknowledge();
    else setTimeout(acknowledge, ackDelayMs).unref();
  }

  #identify({ token, shard }: Fields): void {
    const { sessions, guildsPerShard, readyWithheld, seen, url } = this.#ground;
    const [shardId = 0, shardCount = 1] = Array.isArray(shard) ? shard.map(Number) : [];
    const fault = this.#faultOfLogin(token, shardId < shardCount);
    if (fault !== null) {
      this.close(fault);
      return;
    }
    seen.identifies += 1;
    this.#session = sessions.open(shardId, shardCount);
    if (readyWithheld.has(shardId)) return;
    const guildIds = guildIdsOf(shardId, shardCount, guildsPerShard);
    this.dispatch("READY", {
      v: 10,
      user: BOT_USER,
      application: APPLICATION,
      guilds: guildIds.map((id) => ({ id, unavailable: true })),
      session_id: this.#session.id,
      resume_gateway_url: url,
      shard: [shardId, shardCount],
    });
    for (const id of guildIds) this.dispatch("GUILD_CREATE", this.#ground.guildPayload(id));
  }

  #faultOfLogin(token: unknown, isShardPossible: boolean): number | null {
    if (this.#session !== null) return CLOSE.alreadyAuthenticated;
    if (token !== this.#ground.token) return CLOSE.authenticationFailed;
    return isShardPossible ? null : CLOSE.invalidShard;
  }

  #resume({ token, session_id, seq }: Fields): void {
    const session = this.#ground.sessions.find(session_id);
    const from = Number(seq);
    if (token !== this.#ground.token) this.close(CLOSE.authenticationFailed);
    else if (session === undefined) this.invalidate(false);
    else if (from <= session.seq) this.#replay(session, from);
    else this.close(CLOSE.invalidSeq);
  }

  #replay(session: Session, from: number): void {
    this.#ground.seen.resumes += 1;
    this.#session = session;
    for (const packet of session.after(from)) this.send(packet);
    this.dispatch("RESUMED", {});
  }
}
