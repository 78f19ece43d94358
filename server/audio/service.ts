import { randomBytes } from "node:crypto";
import type { AnnouncedNode, NodeDetail, NodePatch, StaffNode } from "#protocol/audio.ts";
import type { LookFrame, ObserveFrame } from "#protocol/audio-link.ts";
import type { Clock } from "../clock.ts";
import type { Keeper } from "../db/keeper.ts";
import { AppError } from "../errors.ts";
import type { Events } from "../events.ts";
import type { Log } from "../log.ts";
import { type Announcer, admit } from "./admission.ts";
import { NodeBook, type Sealer } from "./book.ts";
import { HandOut } from "./hand-out.ts";
import { wishedMove } from "./life.ts";
import { type AudioNode, withFreshHealth } from "./node.ts";
import { notifyOf, type Send } from "./notifier.ts";
import { assertSensible, patched } from "./patch.ts";
import { followPlanner } from "./planner.ts";
import { PublicFeed } from "./public-feed.ts";
import type { AudioSettings } from "./settings.ts";
import { NodeReader } from "./views.ts";
import { type Probe, Vigil } from "./vigil.ts";

/** Nodes that live; more are a mistake. */
const MAX_NODES = 1_000;
const ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

export interface AudioServiceParts {
  readonly settings: AudioSettings;
  readonly clock: Clock;
  readonly keeper: Keeper;
  readonly events: Events;
  readonly log: Log;
  readonly sealer: Sealer;
  readonly probe: Probe;
  /** For the webhook. */
  readonly send: Send;
}

/** Owns the audio nodes: takes announcements, looks and wishes, and keeps what comes of them. */
export class AudioService {
  readonly #parts: AudioServiceParts;
  readonly book: NodeBook;
  readonly reader: NodeReader;
  readonly handOut: HandOut;
  readonly publicFeed: PublicFeed;
  readonly #vigil: Vigil;

  constructor(parts: AudioServiceParts) {
    this.#parts = parts;
    const { settings, clock, events, probe } = parts;
    this.book = new NodeBook({ ...parts, windowMs: settings.thresholds.windowMs });
    this.reader = new NodeReader({ book: this.book, clock, settings });
    const { book, reader } = this;
    this.handOut = new HandOut({ book, reader, clock });
    this.publicFeed = new PublicFeed({ book, reader, settings, events, clock });
    this.#vigil = new Vigil({ book, reader, settings, probe, clock });
    notifyOf({ book, settings, clock, send: parts.send });
  }

  start(): void {
    for (const part of [this.#vigil, this.handOut, this.publicFeed]) part.start();
  }

  stop(): void {
    for (const part of [this.#vigil, this.handOut, this.publicFeed]) part.stop();
  }

  /**
   * Takes a node in; resolves once it is kept.
   * @param by the agent's run; null where it is announced without an agent
   * @param heardFrom the agent that is linked for a node now
   * @throws AppError `unknown_pool`, `name_taken`, `address_taken`, `node_retired`, `too_many_nodes` or `history_unavailable`
   */
  async announce(
    announced: AnnouncedNode,
    by: Announcer,
    heardFrom: (node: AudioNode) => Announcer,
  ): Promise<AudioNode> {
    const { clock, settings } = this.#parts;
    if (!settings.pools.has(announced.pool)) {
      throw new AppError("unknown_pool", "the server's AUDIO_POOLS has no such pool");
    }
    this.book.assertLoaded();
    const admission = admit(announced, by, { nodes: this.book.all(), heardFrom, now: clock.wall() });
    if (admission.outlived !== null) {
      const reason = `${announced.name} is announced at its address`;
      this.book.move(admission.outlived, { to: "retired", cause: "announce", reason });
    }
    const node =
      admission.kind === "new"
        ? this.#begin(announced, by !== null)
        : this.#renew(admission.node, announced, {
            hasAgent: by !== null,
            hasNewBlock: admission.hasNewBlock,
          });
    if (by !== null) this.book.presence(node.id).hearAgent(clock.monotonic());
    this.#vigil.lookSoon(node.id);
    await this.book.whenKept(node.id);
    return this.book.find(node.id) ?? node;
  }

  /** Takes what an agent saw of its node. @throws AppError `unknown_node` */
  look({ id, look, outcomes }: LookFrame): void {
    const { clock } = this.#parts;
    const node = this.find(id);
    const presence = this.book.presence(id);
    const now = clock.monotonic();
    presence.seeByAgent(look, now);
    presence.hearOutcomes(outcomes ?? {}, now);
    if (look.kind === "answers") {
      const at = clock.wall();
      this.book.update({
        ...node,
        planner: followPlanner(node.planner, look.planner, at, at - look.stats.uptimeMs),
      });
    }
    this.#vigil.judge(this.find(id));
  }

  /** The agent stops on purpose: unless the server reaches the node itself, nobody watches it any more. */
  withdraw(id: string): void {
    const node = this.find(id);
    this.book.presence(id).forgetAgent();
    if (node.state === "active" || node.state === "probing") {
      this.book.move(node, { to: "announced", cause: "goodbye", reason: "its agent said goodbye" });
    }
  }

  /** Takes what a bot met on the nodes that it was handed; others are left alone. */
  observe(bot: Parameters<HandOut["leave"]>[0], { nodes }: ObserveFrame): void {
    const { clock } = this.#parts;
    for (const seen of nodes) {
      const node = this.book.find(seen.id);
      if (node === undefined || !this.handOut.has(bot, node)) continue;
      this.book.presence(node.id).observe(bot, seen, clock.monotonic());
      if ((seen.tooOldCloses ?? 0) > 0) this.book.update({ ...node, tooOldAt: clock.wall() });
    }
  }

  /** A bot is gone. */
  leave(bot: Parameters<HandOut["leave"]>[0]): void {
    this.handOut.leave(bot);
    for (const { id } of this.book.all()) this.book.presence(id).leave(bot);
  }

  /** @throws AppError `unknown_node` */
  find(id: string): AudioNode {
    const node = this.book.find(id);
    if (node === undefined)
      throw new AppError("unknown_node", "no such audio node; GET /api/v1/audio/nodes lists them");
    return node;
  }

  /**
   * Does what a person asks of a node; resolves once it is kept.
   * @throws AppError `invalid`, `unknown_node` or `history_unavailable`
   */
  async patch(id: string, patch: NodePatch): Promise<StaffNode> {
    assertSensible(patch);
    const { clock, settings } = this.#parts;
    const at = clock.wall();
    const { action, password, deadlineMs = settings.drainDeadlineMs, end = "retire", reason = null } = patch;
    const passwordBox = password === undefined ? this.find(id).passwordBox : this.book.sealed(id, password);
    this.book.update({ ...patched(this.find(id), patch, at), passwordBox });
    if (password !== undefined) this.book.presence(id).forgetLooks();
    if (action !== undefined) {
      const node = this.find(id);
      const move = wishedMove(node, { action, drain: { deadlineAt: at + deadlineMs, end }, reason });
      if (move !== null) this.book.move(node, move);
      if (action === "return") this.book.presence(id).forgetOutcomes();
    }
    this.#vigil.lookSoon(id);
    await this.book.whenKept(id);
    return this.reader.staffView(this.find(id));
  }

  /** Forgets a node; resolves once that is kept. @throws AppError `unknown_node` or `history_unavailable` */
  async remove(id: string): Promise<void> {
    this.book.remove(this.find(id));
    await this.book.whenKept(id);
  }

  /** A node with its last hour, and for staff its history. */
  detail(node: AudioNode, isStaff: boolean): NodeDetail {
    const { clock, settings } = this.#parts;
    const now = clock.monotonic();
    const { load, players } = this.book.presence(node.id);
    const { publicFields } = settings;
    return {
      node: isStaff ? this.reader.staffView(node) : this.reader.publicView(node),
      hour: {
        until: clock.wall(),
        load: isStaff || publicFields.includes("load") ? [...load.read(now)] : [],
        ...((isStaff || publicFields.includes("players")) && { players: [...players.read(now)] }),
      },
      ...(isStaff && { history: [...this.book.history(node.id)] }),
    };
  }

  #begin({ password, ...announced }: AnnouncedNode, hasAgent: boolean): AudioNode {
    const { clock } = this.#parts;
    const living = [...this.book.all()].filter(({ state }) => state !== "retired").length;
    if (living >= MAX_NODES)
      throw new AppError("too_many_nodes", `there are ${MAX_NODES} audio nodes already; retire some`);
    const at = clock.wall();
    const id = Array.from(randomBytes(12), (byte) => ID_LETTERS[byte & 31]).join("");
    this.book.add({
      id,
      ...announced,
      label: announced.label ?? announced.name,
      region: announced.region ?? null,
      addressAt: at,
      passwordBox: this.book.sealed(id, password),
      state: "announced",
      since: at,
      cause: "announce",
      reason: null,
      note: null,
      hasAgent,
      hasBeenActive: false,
      drain: null,
      announcedAt: at,
      tooOldAt: null,
      info: null,
      sources: {},
      planner: null,
    });
    return this.book.move(this.find(id), { to: "probing", cause: "announce", reason: null });
  }

  #renew(
    node: AudioNode,
    announced: AnnouncedNode,
    { hasAgent, hasNewBlock }: { readonly hasAgent: boolean; readonly hasNewBlock: boolean },
  ): AudioNode {
    const { address, label, region, password } = announced;
    const passwordBox = this.book.sealed(node.id, password);
    if (address !== node.address || passwordBox !== node.passwordBox)
      this.book.presence(node.id).forgetLooks();
    if (hasNewBlock) this.book.presence(node.id).forgetOutcomes();
    this.book.update({
      ...(hasNewBlock ? { ...withFreshHealth(node), addressAt: this.#parts.clock.wall() } : node),
      address,
      passwordBox,
      hasAgent: node.hasAgent || hasAgent,
      ...(label != null && { label }),
      ...(region != null && { region }),
    });
    const current = this.find(node.id);
    // What was drained for its addresses may begin anew with others.
    const isFreed = hasNewBlock && current.state === "draining" && current.cause === "limited";
    if (current.state !== "announced" && !isFreed) return current;
    return this.book.move(current, { to: "probing", cause: "announce", reason: null });
  }
}
