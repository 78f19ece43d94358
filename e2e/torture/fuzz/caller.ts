import { type ServerFrame, serverFrameSchema } from "#protocol/link.ts";
import { ask } from "../../support/http.ts";
import { until } from "../../support/until.ts";
import { PASSPHRASE } from "../holes/house.ts";
import type { Grounds } from "./grounds.ts";
import type { Speaker, Spot } from "./lanes.ts";
import { fill, MARKER, type Place } from "./place.ts";
import { encodeFrame, type SocketFrame, type ToldFrame } from "./socket-frames.ts";
import { dialSocket, type SocketPeer } from "./socket-peer.ts";
import { helloFrames, reportFrames, type Step, type Talk } from "./talk.ts";

const PATIENCE_MS = 15_000;
const [TEXT, CLOSE] = [1, 8] as const;
/** The server's own fault (RFC 6455, 7.4.1). */
const INTERNAL_CODE = 1011;

const toldIn = (frames: readonly ToldFrame[]): readonly ServerFrame[] =>
  frames
    .filter(({ opcode }) => opcode === TEXT)
    .map(({ payload }) => serverFrameSchema.parse(JSON.parse(payload.toString())));

/** @throws Error where what came holds what was sent, a secret, or a fault of the server's */
export const judgeFrames = (grounds: Grounds, peer: SocketPeer): void => {
  const text = peer.bytes().toString("latin1");
  const said = text.slice(0, 2_000);
  if (grounds.leakIn(text) !== undefined) throw new Error(`a secret came back: ${said}`);
  if (text.toLowerCase().includes(MARKER)) throw new Error(`what was sent came back: ${said}`);
  for (const { opcode, payload } of peer.frames())
    if (opcode === CLOSE && payload.length >= 2 && payload.readUInt16BE(0) === INTERNAL_CODE)
      throw new Error(`it failed on a bug: ${said}`);
};

/** The bytes of frames, with the place put in. */
export const encodeFrames = (frames: readonly SocketFrame[], place: Place): Buffer =>
  Buffer.concat(frames.map((frame) => encodeFrame({ ...frame, payload: fill(frame.payload, place) })));

/** Writes it all, in so many parts that end wherever they end. */
export const writeIn = (parts: number, bytes: Buffer, { socket }: SocketPeer): void => {
  const size = Math.ceil(bytes.length / parts);
  for (let at = 0; at < bytes.length; at += size) socket.write(bytes.subarray(at, at + size));
};

/** A lane's bot processes: says what a talk says over a link, and holds the server to what must come of it. */
export class Caller implements Speaker<Talk> {
  readonly #grounds: Grounds;
  readonly #count: () => number;
  #boots = 0;
  #doubtful: string | null = null;
  /** Shards that the boot owns. */
  readonly #owned = new Set<number>();

  /** @param count counts all frames of all lanes */
  constructor(grounds: Grounds, count: () => number) {
    this.#grounds = grounds;
    this.#count = count;
  }

  async say(talk: Talk, spot: Spot): Promise<void> {
    await this.#putRight(spot);
    const boot = `link-${spot.lane}-${this.#boots}`;
    try {
      await this.#talk(talk, spot, boot);
    } catch (error) {
      this.#doubtful = boot;
      throw error;
    }
  }

  close(): void {}

  /** How far a boot came that met a fault is not known: it leaves, and the next try begins with another. */
  async #putRight({ shards, states }: Spot): Promise<void> {
    if (this.#doubtful === null) return;
    const headers = { authorization: `Bearer ${PASSPHRASE}` };
    const path = `/api/v1/clusters/linked/processes/${this.#doubtful}`;
    await ask(this.#grounds.house.server.url, path, { method: "DELETE", headers });
    const now = await this.#grounds.states();
    for (const shard of shards) states.set(`linked ${shard}`, now.get(`linked ${shard}`) ?? "unknown");
    this.#doubtful = null;
    this.#renew();
  }

  async #talk(talk: Talk, spot: Spot, boot: string): Promise<void> {
    const { house } = this.#grounds;
    const { ops, nodeId: node } = this.#grounds;
    const place = {
      boot,
      passphrase: PASSPHRASE,
      token: house.reporter,
      foreign: house.foreigner,
      ops,
      node,
    };
    const encode = (step: Step): Buffer => {
      const shard = spot.shards[step.says === "report" ? step.shard : 0] ?? 0;
      return encodeStep(step, { ...place, shard, seq: this.#count() });
    };
    const secret = talk.secret === "token" ? house.reporter : PASSPHRASE;
    const peer = await dialSocket(house.server.port, "/api/v1/link", `Authorization: Bearer ${secret}\r\n`);
    const hello: Step = { says: "nonsense", frames: talk.hello ?? helloFrames };
    writeIn(talk.writes, Buffer.concat([hello, ...talk.steps].map(encode)), peer);

    const isWelcome = talk.secret === "passphrase" && talk.hello === null;
    const counted = isWelcome ? untilTheEnd(talk.steps) : [];
    const isToEnd = !isWelcome || counted.length < talk.steps.length;
    const acks = () => toldIn(peer.frames()).filter((told) => told.type === "ack");
    // A hello that is on its way still would take the place of the next link's.
    const isGreeted = () => toldIn(peer.frames()).some(({ type }) => type === "welcome");
    const reports = counted.filter(({ says }) => says === "report").length;
    await until(
      `the link ends, or ${reports} reports are acknowledged`,
      () => peer.isOver() || (!isToEnd && isGreeted() && acks().length === reports),
      PATIENCE_MS,
    );
    peer.socket.destroy();
    judgeFrames(this.#grounds, peer);
    if (!isToEnd && acks().length !== reports)
      throw new Error(`it ended: ${peer.bytes().toString("latin1")}`);
    for (const [place, { outcome }] of acks().entries()) {
      // What comes after a goodbye is late.
      const expected = place < reports ? "accepted" : "stale";
      if (outcome !== expected) throw new Error(`a report was ${outcome}, not ${expected}`);
    }
    if (toldIn(peer.frames()).some((told) => told.type === "error" && told.code === "internal"))
      throw new Error("it failed on a bug");
    if (isWelcome) this.#note(counted, talk.steps[counted.length], spot);
  }

  #note(counted: readonly Step[], last: Step | undefined, { shards, states }: Spot): void {
    for (const step of counted) {
      if (step.says !== "report") continue;
      const shard = shards[step.shard] ?? 0;
      states.set(`linked ${shard}`, step.state);
      this.#owned.add(shard);
    }
    if (last?.says !== "goodbye") return;
    for (const shard of this.#owned) states.set(`linked ${shard}`, "offline");
    this.#renew();
  }

  #renew(): void {
    this.#owned.clear();
    this.#boots += 1;
  }
}

const framesOf = (step: Step, place: Place): readonly SocketFrame[] => {
  switch (step.says) {
    case "report":
      return reportFrames(
        fill(`{"type":"report","seq":<seq>,"shards":[{"id":<shard>,"state":"${step.state}"}]}`, place),
        step.pieces,
      );
    case "goodbye":
      return [{ opcode: TEXT, payload: '{"type":"goodbye"}' }];
    case "nothing":
      return [step.frame];
    case "nonsense":
      return step.frames;
    default:
      return step satisfies never;
  }
};

const encodeStep = (step: Step, place: Place): Buffer => encodeFrames(framesOf(step, place), place);

/** The steps before that which ends the link. */
const untilTheEnd = (steps: readonly Step[]): readonly Step[] => {
  const end = steps.findIndex(({ says }) => says === "goodbye" || says === "nonsense");
  return end < 0 ? steps : steps.slice(0, end);
};
