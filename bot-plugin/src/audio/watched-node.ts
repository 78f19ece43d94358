import type { NodeState } from "../protocol/audio.ts";
import { type AudioServerFrame, DEFAULT_LEASE_MS } from "../protocol/audio-link.ts";
import type { NodeLook } from "../protocol/lavalink.ts";
import { backoffMs, slowRetryMs } from "../transport/backoff.ts";
import type { Notices } from "../transport/notices.ts";
import type { Timing } from "../transport/timing.ts";
import type { NodeToWatch } from "./agent-options.ts";
import { Canary } from "./canary.ts";
import { loadFromNode, lookAtNode } from "./lavalink-node.ts";
import { lookInWords } from "./look-words.ts";

/** Looks that fit into a lease: some may be lost, or be late. */
const LOOKS_PER_LEASE = 4;
const SHORTEST_PAUSE_MS = 1_000;
/** An announcement that is not answered by then is said again. */
const ANSWER_WITHIN_MS = 15_000;
/** Refusals that only a person can mend; the others pass: another agent falls silent, a disk has room again. */
const NEEDS_A_PERSON: ReadonlySet<string> = new Set([
  "invalid",
  "forbidden",
  "unknown_pool",
  "too_many_nodes",
  "node_retired",
]);

export interface WatchedNodeParts {
  readonly node: NodeToWatch;
  readonly intervalMs: number;
  readonly send: (frame: object) => void;
  readonly fetch: typeof fetch;
  readonly timing: Timing;
  readonly random: () => number;
  /** Of this node alone. */
  readonly notices: Notices;
}

/** One node of an agent: announced while the link stands, and looked at for as long as the server wants it. */
export class WatchedNode {
  readonly #parts: WatchedNodeParts;
  readonly #title: string;
  readonly #canary: Canary | null;
  /** The server's id of it, as it was told last. */
  #id: string | null = null;
  #isAnnounced = false;
  #leaseMs = DEFAULT_LEASE_MS;
  #refusals = 0;
  #state: NodeState | null = null;
  #seen: NodeLook["kind"] | null = null;
  /** Gives up the look that is under way, and what else is asked of the node. */
  #asking = new AbortController();
  #cancelNext: () => void = () => {};

  constructor(parts: WatchedNodeParts) {
    this.#parts = parts;
    const { node, fetch } = parts;
    this.#title = `node ${node.name} of pool ${node.pool}`;
    const { canary, access } = node;
    const load = (what: string) => () => loadFromNode(access, what, { fetch, signal: this.#asking.signal });
    this.#canary = canary === undefined ? null : new Canary(load(canary));
  }

  /** The link stands, maybe anew. */
  announce(): void {
    const { pool, name, address, label, region, access } = this.#parts.node;
    this.#rest();
    const node = { pool, name, address, password: access.password, label, region };
    this.#parts.send({ type: "announce", node });
    this.#announceIn(ANSWER_WITHIN_MS);
  }

  /** Nothing is sent any more, and nothing asked of the node. */
  stop(): void {
    this.#rest();
  }

  /** No longer to be handed out. */
  withdraw(): void {
    if (this.#isAnnounced) this.#parts.send({ type: "withdraw", id: this.#id });
    this.#rest();
  }

  /** Takes what the server says where it is about this node; false where it is not. */
  hear(frame: AudioServerFrame): boolean {
    const { pool, name } = this.#parts.node;
    switch (frame.type) {
      case "announced":
        if (frame.pool !== pool || frame.name !== name) return false;
        this.#begin(frame);
        return true;
      case "node":
        if (frame.id !== this.#id) return false;
        this.#follow(frame.state, frame.reason);
        return true;
      case "refused":
        if (!this.#isAbout(frame)) return false;
        this.#refuse(frame.code, frame.message);
        return true;
      case "nodes":
        return false;
      default:
        frame satisfies never;
        return false;
    }
  }

  #isAbout({ asked, about }: Extract<AudioServerFrame, { type: "refused" }>): boolean {
    return about === this.#id || (asked === "announce" && about === this.#parts.node.name);
  }

  #begin({ id, state, leaseMs }: Extract<AudioServerFrame, { type: "announced" }>): void {
    const { notices, node } = this.#parts;
    this.#rest();
    this.#id = id;
    this.#isAnnounced = true;
    this.#leaseMs = leaseMs;
    this.#refusals = 0;
    const wasRefused = notices.over("announce");
    if (state !== this.#state || wasRefused)
      notices.info(`${this.#title} is announced at ${node.address}: ${state}`);
    this.#state = state;
    if (state === "retired") this.#retire();
    else this.#look();
  }

  #follow(state: NodeState, reason: string | null): void {
    const { notices } = this.#parts;
    if (state !== this.#state)
      notices.info(`${this.#title} is ${state} now${reason === null ? "" : `: ${reason}`}`);
    this.#state = state;
    if (state === "retired") this.#retire();
    // Operations had it return.
    else if (!this.#isAnnounced) this.announce();
  }

  /** No one wants its looks any more, but its machine may get other addresses, or operations change their mind. */
  #retire(): void {
    this.#rest();
    this.#announceIn(slowRetryMs(this.#parts.random()));
  }

  #refuse(code: string, message: string): void {
    const { notices, random } = this.#parts;
    this.#rest();
    notices.trouble("announce", "error", `${this.#title} is refused: ${message}`);
    this.#refusals += 1;
    // A newer agent watches it; the server says `announced` again once that one has gone.
    if (code === "replaced") return;
    const draw = random();
    const isSlow = NEEDS_A_PERSON.has(code);
    this.#announceIn(isSlow ? slowRetryMs(draw) : backoffMs(this.#refusals, draw, DEFAULT_LEASE_MS));
  }

  #announceIn(delayMs: number): void {
    this.#cancelNext = this.#parts.timing.after(delayMs, () => this.announce());
  }

  #rest(): void {
    this.#isAnnounced = false;
    this.#cancelNext();
    this.#asking.abort();
    this.#asking = new AbortController();
  }

  #look(): void {
    const { timing, notices, intervalMs } = this.#parts;
    const { signal } = this.#asking;
    const startedAt = timing.monotonic();
    this.#tell(signal)
      .catch((error: unknown) => {
        const detail = error instanceof Error ? error.message : "unknown fault";
        notices.trouble("broken", "warn", `${this.#title}: something broke in its agent: ${detail}`);
      })
      .finally(() => {
        if (signal.aborted) return;
        const everyMs = Math.min(intervalMs, this.#leaseMs / LOOKS_PER_LEASE);
        const pauseMs = Math.max(everyMs - (timing.monotonic() - startedAt), SHORTEST_PAUSE_MS);
        this.#cancelNext = timing.after(pauseMs, () => this.#look());
      });
  }

  async #tell(signal: AbortSignal): Promise<void> {
    const { node, timing, fetch, send } = this.#parts;
    const look = await lookAtNode(node.access, { fetch, signal }, timing.wall());
    if (signal.aborted) return;
    send({ type: "look", id: this.#id, look, outcomes: this.#canary?.take() ?? undefined });
    this.#say(look);
    if (look.kind === "answers") this.#canary?.sing(timing.monotonic());
  }

  /** Only where it is otherwise than at the last look. */
  #say(look: NodeLook): void {
    const before = this.#seen;
    this.#seen = look.kind;
    if (look.kind === before) return;
    const { notices, node } = this.#parts;
    notices.over("look");
    const words = lookInWords(look, node.access.address);
    if (look.kind === "answers") notices.info(`${this.#title} ${words}`);
    else notices.trouble("look", look.kind === "unreachable" ? "warn" : "error", `${this.#title} ${words}`);
  }
}
