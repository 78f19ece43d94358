import { MAX_LINK_FRAME_BYTES } from "../protocol/link.ts";
import { type AnswerFrame, type MusicBotFrame, musicBotFrameSchema } from "../protocol/music-link.ts";
import type { LinkChannel } from "../transport/channel.ts";
import type { Notices } from "../transport/notices.ts";
import { resultOf } from "./fit.ts";

/** JSON of so many characters is small enough, whatever they are. */
const SURELY_SMALL_CHARS = MAX_LINK_FRAME_BYTES / 4;

const UNSAYABLE = { outcome: "failed", message: "the bot could not put that into words" } as const;

/** Sends what the server takes, and nothing else: a frame that is wrong is never sent. */
export class Sender {
  readonly #channel: Pick<LinkChannel, "send">;
  readonly #notices: Notices;

  constructor(channel: Pick<LinkChannel, "send">, notices: Notices) {
    this.#channel = channel;
    this.#notices = notices;
  }

  /** False where it was not sent. */
  send(frame: MusicBotFrame): boolean {
    const fault = faultOf(frame);
    if (fault === null) this.#channel.send(frame);
    else this.#notices.trouble("broken", "warn", `a word about players was not sent: ${fault}`);
    return fault === null;
  }

  /** Answers; what cannot be said has failed, so that nobody waits in vain. */
  answer(id: string, answer: AnswerFrame["answer"]): void {
    if (this.send({ type: "answer", id, answer })) return;
    this.send({ type: "answer", id, answer: { kind: "result", result: resultOf(UNSAYABLE) } });
  }
}

/** What is wrong with a frame, without its content; null: nothing. */
const faultOf = (frame: MusicBotFrame): string | null => {
  const parsed = musicBotFrameSchema.safeParse(frame);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${issue?.path.join(".") ?? ""} ${issue?.code ?? "is wrong"}`;
  }
  const json = JSON.stringify(frame);
  const isSmall = json.length <= SURELY_SMALL_CHARS || Buffer.byteLength(json) <= MAX_LINK_FRAME_BYTES;
  return isSmall ? null : "it is too long";
};
