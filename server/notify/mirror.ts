import type { Clock, MonotonicMs } from "../clock.ts";
import type { Keeper } from "../db/keeper.ts";
import type { EventMap, Events } from "../events.ts";
import type { Log } from "../log.ts";
import { type MirrorMessage, REFRESH_EVERY_MS } from "./mirror-message.ts";
import { loadMirrorMessage, saveMirrorMessage } from "./store.ts";
import { type Sent, sendThrough } from "./webhook.ts";
import type { WebhookAddress } from "./webhook-address.ts";

/** The message is edited no more often than this. */
const EDIT_EVERY_MS = 10_000;
/** Changes that come together are told together. */
const SETTLE_MS = 1_000;
/** After this many failures in a row the time between two tries grows no more. */
const MOST_DOUBLINGS = 5;

const CHANGES = [
  "transitions",
  "history",
  "blind",
  "restored",
] as const satisfies readonly (keyof EventMap)[];

export interface MirrorParts {
  readonly address: WebhookAddress;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly keeper: Keeper;
  readonly events: Events;
  readonly log: Log;
  /** The message as it should be now. */
  readonly render: () => MirrorMessage;
}

/**
 * Keeps one message in a Discord channel as the page is: edits it when states change, posts it anew when it was
 * deleted, and finds it again after a restart. Its trouble is its own: it is logged, and nothing waits for it.
 */
export class Mirror {
  readonly #parts: MirrorParts;
  #messageId: string | null = null;
  /** Until it is known which message there is, none is posted. */
  #isLoaded = false;
  #isSending = false;
  #hasChanged = false;
  #isOver = false;
  #failures = 0;
  /** What was logged last; the same is not said again until a message got through. */
  #said = "";
  #mayAt: MonotonicMs = Number.NEGATIVE_INFINITY;
  #cancelNext: () => void = () => {};
  #nextAt: MonotonicMs = Number.POSITIVE_INFINITY;

  constructor(parts: MirrorParts) {
    this.#parts = parts;
    const { keeper, address } = parts;
    keeper.onOpen((db) => {
      this.#messageId ??= loadMirrorMessage(db, address.key);
      this.#isLoaded = true;
      this.#wantIn(SETTLE_MS);
    });
    keeper.onGivenUp(() => this.#keep());
  }

  start(): void {
    for (const event of CHANGES) this.#parts.events.on(event, this.#onChange);
  }

  /** Nothing is sent from now on. */
  stop(): void {
    this.#isOver = true;
    this.#cancelNext();
    for (const event of CHANGES) this.#parts.events.off(event, this.#onChange);
  }

  readonly #onChange = (): void => {
    this.#hasChanged = true;
    this.#wantIn(SETTLE_MS);
  };

  /** Sends in so long, or as soon as it may; a wish for sooner replaces one for later. */
  #wantIn(delayMs: number): void {
    if (this.#isOver || this.#isSending || !this.#isLoaded) return;
    const now = this.#parts.clock.monotonic();
    const at = Math.max(now + delayMs, this.#mayAt);
    if (at >= this.#nextAt) return;
    this.#cancelNext();
    this.#nextAt = at;
    this.#cancelNext = this.#parts.clock.after(at - now, () => void this.#send());
  }

  async #send(): Promise<void> {
    const { clock, render, log } = this.#parts;
    this.#nextAt = Number.POSITIVE_INFINITY;
    this.#isSending = true;
    this.#hasChanged = false;
    try {
      const sent = await sendThrough(this.#parts, this.#messageId, render());
      this.#mayAt = clock.monotonic() + this.#judge(sent);
    } catch (error) {
      log.error({ err: error }, "the mirror in Discord met a bug; the page is not concerned");
      this.#mayAt = clock.monotonic() + REFRESH_EVERY_MS;
    }
    this.#isSending = false;
    this.#wantIn(this.#hasChanged || this.#failures > 0 || this.#messageId === null ? 0 : REFRESH_EVERY_MS);
  }

  /** Takes in what became of the message; the result is how long nothing may be sent. */
  #judge(sent: Sent): number {
    switch (sent.kind) {
      case "sent":
        this.#failures = 0;
        if (this.#said !== "") this.#parts.log.info("the mirror in Discord is kept up again");
        this.#said = "";
        if (this.#messageId !== sent.messageId) {
          this.#messageId = sent.messageId;
          this.#keep();
        }
        return Math.max(sent.waitMs, EDIT_EVERY_MS);
      case "deleted":
        this.#messageId = null;
        return sent.waitMs;
      case "limited":
        this.#hasChanged = true;
        this.#say("warn", `Discord wants the mirror to wait for ${Math.ceil(sent.waitMs / 1_000)} s`);
        return Math.max(sent.waitMs, EDIT_EVERY_MS);
      case "gone":
        this.#say(
          "error",
          `Discord no longer takes the webhook of DISCORD_MIRROR_WEBHOOK (HTTP ${sent.status}): make a new one in the channel's settings under Integrations, set it, and restart; until then nothing is mirrored`,
        );
        this.stop();
        return 0;
      case "refused":
        this.#say(
          "error",
          `Discord does not take the mirror's message (HTTP ${sent.status}, code ${sent.code ?? "unknown"}); for a forum's webhook add ?thread_id= to DISCORD_MIRROR_WEBHOOK`,
        );
        return this.#backOff();
      case "away":
        this.#say("warn", `Discord cannot be reached for the mirror (${sent.detail}); it is tried again`);
        return this.#backOff();
      default:
        return sent satisfies never;
    }
  }

  #backOff(): number {
    this.#failures += 1;
    return Math.min(EDIT_EVERY_MS * 2 ** Math.min(this.#failures - 1, MOST_DOUBLINGS), REFRESH_EVERY_MS);
  }

  #say(level: "warn" | "error", message: string): void {
    const kind = message.replace(/\d+/g, "");
    if (this.#said === kind) return;
    this.#said = kind;
    this.#parts.log[level](message);
  }

  /** A change of the id is written with all else; should it be lost, a second message is the worst of it. */
  #keep(): void {
    const { keeper, address } = this.#parts;
    const messageId = this.#messageId;
    if (messageId !== null) keeper.keep((db) => saveMirrorMessage(db, address.key, messageId));
  }
}
