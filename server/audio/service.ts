import type { AnnouncedNode, NodePatch } from "#protocol/audio.ts";
import type { LookFrame, ObserveFrame, OutcomesBySource } from "#protocol/audio-link.ts";
import type { NodeDetail, StaffNode } from "#protocol/audio-view.ts";
import type { Clock } from "../clock.ts";
import type { Keeper } from "../db/keeper.ts";
import { AppError } from "../errors.ts";
import type { Events } from "../events.ts";
import type { Log } from "../log.ts";
import { assertMayReturn } from "./admission.ts";
import { NodeBook } from "./book.ts";
import { HandOut } from "./hand-out.ts";
import { Intake, type Speaker } from "./intake.ts";
import { wishedMove } from "./life.ts";
import type { AudioNode } from "./node.ts";
import { notifyOf, type Send } from "./notifier.ts";
import type { Sealer } from "./password-safe.ts";
import { assertSensible, patched } from "./patch.ts";
import { plannerAfter } from "./planner.ts";
import { PublicFeed } from "./public-feed.ts";
import type { AudioSettings } from "./settings.ts";
import { NodeReader } from "./views.ts";
import { type Probe, Vigil } from "./vigil.ts";

/** Words of failures in one frame that are looked at: more than bots meet, and read within a moment however they are put. */
const MOST_FAILURE_CHARS = 100_000;
/** It counts for a day, and each change is written. */
const TOO_OLD_GRAIN_MS = 60_000;

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
  readonly #intake: Intake;
  readonly #vigil: Vigil;

  constructor(parts: AudioServiceParts) {
    this.#parts = parts;
    const { settings, clock, events, probe } = parts;
    this.book = new NodeBook({ ...parts, windowMs: settings.thresholds.windowMs });
    this.reader = new NodeReader({ book: this.book, clock, settings });
    const { book, reader } = this;
    this.handOut = new HandOut({ book, reader, clock });
    this.publicFeed = new PublicFeed({ book, reader, settings, events, clock });
    this.#intake = new Intake({ book, settings, clock });
    this.#vigil = new Vigil({ book, reader, settings, probe, clock, log: parts.log });
    notifyOf({ book, settings, clock, send: parts.send });
  }

  start(): void {
    for (const part of [this.#vigil, this.handOut, this.publicFeed]) part.start();
  }

  stop(): void {
    for (const part of [this.#vigil, this.handOut, this.publicFeed]) part.stop();
  }

  /**
   * Takes a node in, at once; `kept` resolves with it once it is kept.
   * @throws AppError as `Intake.take` says
   */
  take(
    announced: AnnouncedNode,
    speaker: Speaker,
  ): { readonly id: string; readonly kept: Promise<AudioNode> } {
    const { id } = this.#intake.take(announced, speaker);
    this.#vigil.lookSoon(id);
    return { id, kept: this.book.whenKept(id).then(() => this.find(id)) };
  }

  /**
   * Takes a node in; resolves once it is kept.
   * @throws AppError as `Intake.take` says, or `history_unavailable`
   */
  async announce(announced: AnnouncedNode, speaker: Speaker): Promise<AudioNode> {
    return await this.take(announced, speaker).kept;
  }

  /** Takes what an agent saw of its node. @throws AppError `unknown_node` */
  look({ id, look, outcomes }: LookFrame): void {
    const { clock } = this.#parts;
    const node = this.find(id);
    const presence = this.book.presence(id);
    const now = clock.monotonic();
    presence.seeByAgent(look, now);
    presence.hearOutcomes(outcomes ?? {}, now);
    this.book.update({ ...node, planner: plannerAfter(node.planner, look, clock.wall()) });
    this.#vigil.judge(this.find(id));
    // What the server saw last may be older.
    if (look.kind === "unreachable") this.#vigil.lookSoon(id);
  }

  /** The agent stops on purpose, and with it the use of its node, until it is announced again. */
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
    let chars = 0;
    for (const { outcomes = {}, ...seen } of nodes) {
      const node = this.book.find(seen.id);
      if (node === undefined || !this.handOut.has(bot, node)) continue;
      chars += charsIn(outcomes);
      const heard = chars > MOST_FAILURE_CHARS ? {} : { outcomes };
      this.book.presence(node.id).observe(bot, { ...seen, ...heard }, clock.monotonic());
      const isNews = Math.abs(clock.wall() - (node.tooOldAt ?? 0)) >= TOO_OLD_GRAIN_MS;
      if ((seen.tooOldCloses ?? 0) > 0 && isNews) this.book.update({ ...node, tooOldAt: clock.wall() });
    }
  }

  /** A bot is gone. */
  leave(bot: Parameters<HandOut["leave"]>[0]): void {
    this.handOut.leave(bot);
    for (const { id } of this.book.all()) this.book.presence(id).leave(bot);
  }

  /** @throws AppError `unknown_node`, or `history_unavailable` while it is not known which nodes there are */
  find(id: string): AudioNode {
    this.book.assertLoaded();
    const node = this.book.find(id);
    if (node === undefined)
      throw new AppError("unknown_node", "no such audio node; GET /api/v1/audio/nodes lists them");
    return node;
  }

  /**
   * Does what a person asks of a node; resolves once it is kept.
   * @throws AppError `invalid`, `unknown_node`, `name_taken`, `address_taken` or `history_unavailable`
   */
  async patch(id: string, patch: NodePatch): Promise<StaffNode> {
    const before = this.find(id);
    assertSensible(patch, before);
    if (patch.action === "return") assertMayReturn(before, this.book.all());
    const { clock, settings } = this.#parts;
    const at = clock.wall();
    const { action, password, deadlineMs = settings.drainDeadlineMs, end = "retire", reason = null } = patch;
    const after = patched(before, patch, at);
    const passwordBox = password === undefined ? before.passwordBox : this.book.safe.put(before, password);
    this.book.update({ ...after, passwordBox });
    if (password !== undefined) this.book.presence(id).forgetLooks();
    if (action !== undefined) {
      const node = this.find(id);
      const answers = this.reader.now(node).standing.answers === true;
      const move = wishedMove(node, { action, drain: { deadlineAt: at + deadlineMs, end }, reason, answers });
      if (move !== null) this.book.move(node, move);
      if (action === "return") this.book.presence(id).forgetOutcomes();
    }
    this.#vigil.lookSoon(id);
    await this.book.whenKept(id);
    return this.reader.staffView(this.find(id));
  }

  /** Forgets a node; resolves once that is kept. @throws AppError `unknown_node` or `history_unavailable` */
  async remove(id: string): Promise<void> {
    await this.#parts.keeper.whenKept(this.book.remove(this.find(id)));
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
}

const charsIn = (outcomes: OutcomesBySource): number =>
  Object.values(outcomes)
    .flatMap(({ failed }) => failed)
    .reduce((sum, { text }) => sum + text.length, 0);
