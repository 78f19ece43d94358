import type { NodeDetail } from "#protocol/audio-view.ts";
import { Answers } from "./answers.ts";

/** Asks for audio nodes' details, as far as this reader may know. */
export class NodeDetails {
  readonly #answers: Answers<NodeDetail>;

  /** @param serverUrl empty for the page's own server */
  constructor(serverUrl: string) {
    this.#answers = new Answers(serverUrl);
  }

  /** Rejects when the server is away, and with a RefusedError when it has no such node. */
  get(id: string): Promise<NodeDetail> {
    return this.#answers.get(`/api/v1/audio/nodes/${encodeURIComponent(id)}`);
  }
}
