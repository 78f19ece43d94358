import { type AgentLinkFrame, agentLinkFrameSchema } from "#protocol/link.ts";
import { check } from "../http/body.ts";
import type { LinkHost } from "./host.ts";
import type { Line, Talk } from "./talk.ts";

/** What an audio node's agent says after its hello. */
export class AgentTalk implements Talk {
  readonly process = null;
  readonly boot: string;
  readonly #line: Line;
  readonly #host: LinkHost;

  constructor(line: Line, host: LinkHost, boot: string) {
    this.boot = boot;
    this.#line = line;
    this.#host = host;
  }

  hear(frame: unknown): void | Promise<void> {
    const known = check<AgentLinkFrame>(agentLinkFrameSchema, frame);
    if (known.type === "goodbye") this.#line.sayGoodbye();
    else return this.#host.audio.hear(this.#line, known);
  }
}
