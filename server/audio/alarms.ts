import type { NodeTrouble } from "#protocol/audio.ts";
import type { Log } from "../log.ts";
import type { AudioNode } from "./node.ts";

/** What a person has to do about it; what heals by itself, or is told as a change of state, needs no alarm. */
const REMEDY_OF: Partial<Record<NodeTrouble, string>> = {
  wrong_password: "it does not take the password that it was announced with: announce it with the right one",
  not_lavalink: "what answers at its address is no Lavalink v4: mend the address, or the proxy before it",
  too_old: "Discord wants end-to-end encryption of it: update it to Lavalink 4.2.0 or later",
  misconfigured:
    "it cannot bind addresses of its own block: add the local route for the block. It is not rate-limited by this",
};

/** Says in the log what only a person can mend, once each until it is over. */
export class Alarms {
  readonly #log: Log;
  /** By node. */
  readonly #said = new Map<string, NodeTrouble>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Takes what is wrong with a node now. */
  note({ id, name, pool }: AudioNode, trouble: NodeTrouble | null): void {
    if (this.#said.get(id) === (trouble ?? undefined)) return;
    const remedy = trouble === null ? undefined : REMEDY_OF[trouble];
    if (trouble === null || remedy === undefined) {
      this.#said.delete(id);
      return;
    }
    this.#said.set(id, trouble);
    this.#log.warn({ nodeId: id, name, pool, trouble }, `audio node ${name}: ${remedy}`);
  }
}
