import { type Hello, type LinkReport, type ProcessFrame, processFrameSchema } from "#protocol/link.ts";
import { isAboutPlayers } from "#protocol/music-link.ts";
import { check } from "../http/body.ts";
import type { LinkHost } from "./host.ts";
import type { Line, Talk } from "./talk.ts";

/** Reports of one link that may wait to be kept; past these the socket is not read. */
const MAX_WAITING_REPORTS = 16;

/** What a bot process says after its hello. */
export class ProcessTalk implements Talk {
  readonly process: Hello;
  readonly #line: Line;
  readonly #host: LinkHost;
  #waiting = 0;
  /** Settles once the last report is answered; never rejects. */
  #answered: Promise<void> = Promise.resolve();

  constructor(line: Line, host: LinkHost, hello: Hello) {
    this.process = hello;
    this.#line = line;
    this.#host = host;
  }

  get boot(): string {
    return this.process.boot;
  }

  hear(frame: unknown): void | Promise<void> {
    if (isAboutPlayers(frame)) return this.#host.music.hear(this.#line, frame);
    const known = check<ProcessFrame>(processFrameSchema, frame);
    switch (known.type) {
      case "report":
        this.#answered = this.#report(known);
        return;
      case "goodbye":
        return this.#goodbye();
      default:
        return this.#host.audio.hear(this.#line, known);
    }
  }

  async #goodbye(): Promise<void> {
    await Promise.all([this.#host.goodbye(this.process), this.#answered]);
    this.#line.sayGoodbye();
  }

  /** A report that is wrong closes the link before another frame is looked at, though many came at once. */
  async #report(report: LinkReport): Promise<void> {
    const { type: _, process, ...rest } = report;
    const { label, versions } = this.process;
    this.#waiting += 1;
    if (this.#waiting === MAX_WAITING_REPORTS) this.#line.pause();
    try {
      const told = { ...rest, process: { label, versions, ...process } };
      const outcome = await this.#host.report(this.process, told);
      this.#line.tell({ type: "ack", seq: report.seq, outcome });
    } catch (error) {
      this.#line.fault(error, report.seq);
    } finally {
      if (this.#waiting === MAX_WAITING_REPORTS) this.#line.resume();
      this.#waiting -= 1;
    }
  }
}
