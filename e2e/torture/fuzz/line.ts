import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { elapsed } from "../../support/until.ts";
import { answersIn, type RawAnswer } from "./answers.ts";

/** A request that is whole is answered within this, however busy the machine. */
const PATIENCE_MS = 15_000;
/** What is no whole request is not waited for as long; then the peer says that no more comes. */
const HALF_PATIENCE_MS = 250;
/** A peer that says that no more comes is let go within this. */
const CLOSE_PATIENCE_MS = 15_000;

/** What came of what was said. */
export interface Heard {
  /** Every byte. */
  readonly bytes: Buffer;
  readonly answers: readonly RawAnswer[];
  /** Whether the server was done with the connection in time. */
  readonly wasLetGo: boolean;
}

/** One connection over which any bytes can be sent, made anew whenever it is not fit for another request. */
export class Line {
  readonly #port: number;
  #kept: Socket | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  /** Says something whole, so many requests, and keeps the connection where the server does. */
  async ask(bytes: Buffer, method: string, requests = 1): Promise<Heard> {
    const isFit = this.#kept?.readable === true && !this.#kept.destroyed;
    const socket = isFit && this.#kept ? this.#kept : await open(this.#port, "127.0.0.1");
    this.#kept = null;
    const ear = listen(socket, method, requests);
    socket.write(bytes);
    await Promise.race([ear.answered, elapsed(PATIENCE_MS)]);
    const heard = ear.heard();
    ear.stop();
    const answer = heard.answers.at(-1);
    if (answer?.isWhole && answer.headers.get("connection") !== "close") this.#kept = socket;
    else socket.destroy();
    return { ...heard, wasLetGo: true };
  }

  /** Says anything, on a connection of its own, and hears all that the server has to say to it. */
  async blurt(bytes: Buffer, method: string, localAddress: string): Promise<Heard> {
    const socket = await open(this.#port, localAddress);
    const ear = listen(socket, method);
    socket.write(bytes);
    await Promise.race([ear.answered, elapsed(HALF_PATIENCE_MS)]);
    socket.end();
    const isStream = ear
      .heard()
      .answers.some(({ headers }) => headers.get("content-type")?.includes("event-"));
    if (isStream) socket.destroy();
    const wasLetGo = await Promise.race([
      ear.closed.then(() => true),
      elapsed(CLOSE_PATIENCE_MS).then(() => false),
    ]);
    socket.destroy();
    return { ...ear.heard(), wasLetGo };
  }

  close(): void {
    this.#kept?.destroy();
  }
}

const open = async (port: number, localAddress: string): Promise<Socket> => {
  const socket = connect({ port, host: "127.0.0.1", localAddress, allowHalfOpen: true });
  await once(socket, "connect");
  // The server may cut whoever sends nonsense in the middle of it.
  socket.on("error", () => {});
  return socket;
};

const listen = (socket: Socket, method: string, requests = 1) => {
  const chunks: Buffer[] = [];
  let tell = () => {};
  const answered = new Promise<void>((resolve) => {
    tell = resolve;
  });
  let close = () => {};
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  closed.then(tell);
  for (const event of ["close", "end"]) socket.once(event, close);
  const heard = () => {
    const bytes = Buffer.concat(chunks);
    return { bytes, answers: answersIn(bytes, method) };
  };
  const hear = (chunk: Buffer) => {
    chunks.push(chunk);
    const answer = heard().answers[requests - 1];
    if (answer?.isWhole || answer?.headers.get("content-type")?.includes("event-")) tell();
  };
  socket.on("data", hear);
  const stop = () => {
    socket.off("data", hear);
    for (const event of ["close", "end"]) socket.off(event, close);
  };
  return { answered, closed, heard, stop };
};
