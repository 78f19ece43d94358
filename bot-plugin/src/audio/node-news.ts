import type { HandedNode } from "../protocol/audio-link.ts";
import type { Notices } from "../transport/notices.ts";

/** A connection that does not stand for so long is told to the host. */
const BORNE_MS = 15_000;

/** What the host hears of nodes: each trouble once, its end, and never a password. */
export class NodeNews {
  readonly #notices: Notices;

  constructor(notices: Notices) {
    this.#notices = notices;
  }

  /** The library threw when it was given the node. */
  notTaken({ id, label, password }: HandedNode, error: unknown): void {
    const detail = error instanceof Error ? error.message : "unknown fault";
    const told = detail.replaceAll(password, "…");
    this.#notices.trouble(
      `node ${id}`,
      "error",
      `the music library does not take the audio node ${label}: ${told}`,
    );
  }

  /** @param downForMs how long its connection has not stood; null where it stands */
  connection({ id, label }: HandedNode, downForMs: number | null): void {
    if (downForMs === null) {
      if (this.#notices.over(`node ${id}`)) this.#notices.info(`the audio node ${label} is connected again`);
    } else if (downForMs >= BORNE_MS) {
      const message = `the audio node ${label} is not connected; it is tried again for as long as it is handed out`;
      this.#notices.trouble(`node ${id}`, "warn", message);
    }
  }

  /** It is no longer handed out. */
  forget(id: string): void {
    this.#notices.over(`node ${id}`);
  }
}
