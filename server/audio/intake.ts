import { randomBytes } from "node:crypto";
import type { AnnouncedNode } from "#protocol/audio.ts";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import { randomLetters } from "../letters.ts";
import { type Announcer, admit } from "./admission.ts";
import type { NodeBook } from "./book.ts";
import { type AudioNode, withFreshHealth } from "./node.ts";
import type { AudioSettings } from "./settings.ts";

/** Nodes that live; more are a mistake. */
const MAX_NODES = 1_000;
/** Nodes that are retired and still known; past them the one that was retired first is forgotten. */
const MOST_RETIRED = 1_000;
const ID_LENGTH = 12;

/** Who announces, and which agent is linked for a node now. */
export interface Speaker {
  readonly by: Announcer;
  readonly heardFrom: (node: AudioNode) => Announcer;
}

interface IntakeParts {
  readonly book: NodeBook;
  readonly settings: AudioSettings;
  readonly clock: Clock;
}

/** Takes announcements in: begins lives, and renews what is known of nodes that live. */
export class Intake {
  readonly #parts: IntakeParts;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /**
   * Takes a node in.
   * @throws AppError `unknown_pool`, `name_taken`, `address_taken`, `node_retired`, `too_many_nodes`,
   *   `secrets_unavailable` or `history_unavailable`
   */
  take(announced: AnnouncedNode, { by, heardFrom }: Speaker): AudioNode {
    const { book, settings, clock } = this.#parts;
    if (!settings.pools.has(announced.pool)) {
      throw new AppError("unknown_pool", "the server's AUDIO_POOLS has no such pool");
    }
    book.assertLoaded();
    const admission = admit(announced, by, { nodes: book.all(), heardFrom, now: clock.wall() });
    const node =
      admission.kind === "new"
        ? this.#begin(announced, by)
        : this.#renew(admission, announced, by !== null || heardFrom(admission.node) !== null);
    if (admission.outlived !== null) {
      const reason = `${announced.name} is announced at its address`;
      book.move(admission.outlived, { to: "retired", cause: "announce", reason });
    }
    if (by !== null) book.presence(node.id).hearAgent(clock.monotonic());
    return node;
  }

  #begin({ password, ...announced }: AnnouncedNode, by: Announcer): AudioNode {
    const { book, clock } = this.#parts;
    const retired = [...book.all()].filter(({ state }) => state === "retired");
    if ([...book.all()].length - retired.length >= MAX_NODES) {
      throw new AppError("too_many_nodes", `there are ${MAX_NODES} audio nodes already; retire some`);
    }
    const at = clock.wall();
    const id = randomLetters(ID_LENGTH, randomBytes);
    const node: AudioNode = {
      id,
      ...announced,
      label: announced.label ?? announced.name,
      region: announced.region ?? null,
      addressAt: at,
      passwordBox: book.safe.put({ id, passwordBox: null }, password),
      state: "announced",
      since: at,
      cause: "announce",
      reason: null,
      note: null,
      hasAgent: by !== null,
      hasBeenActive: false,
      drain: null,
      announcedAt: at,
      tooOldAt: null,
      info: null,
      sources: {},
      planner: null,
    };
    const [oldest] = retired.sort((a, b) => a.since - b.since);
    if (oldest !== undefined && retired.length >= MOST_RETIRED) book.remove(oldest);
    book.add(node);
    return book.move(node, { to: "probing", cause: "announce", reason: null });
  }

  #renew(
    { node, hasNewBlock }: { readonly node: AudioNode; readonly hasNewBlock: boolean },
    { address, label, region, password }: AnnouncedNode,
    isHeard: boolean,
  ): AudioNode {
    const { book, clock } = this.#parts;
    const presence = book.presence(node.id);
    const passwordBox = book.safe.put(node, password);
    if (address !== node.address || passwordBox !== node.passwordBox) presence.forgetLooks();
    if (hasNewBlock) presence.forgetOutcomes();
    const renewed: AudioNode = {
      ...(hasNewBlock ? { ...withFreshHealth(node), addressAt: clock.wall() } : node),
      address,
      passwordBox,
      hasAgent: isHeard,
      ...(label != null && { label }),
      ...(region != null && { region }),
    };
    book.update(renewed);
    // What was drained for its addresses may begin anew with others.
    const isFreed = hasNewBlock && node.state === "draining" && node.cause === "limited";
    if (node.state !== "announced" && !isFreed) return renewed;
    return book.move(renewed, { to: "probing", cause: "announce", reason: null });
  }
}
