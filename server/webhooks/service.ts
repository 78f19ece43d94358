import { randomBytes } from "node:crypto";
import type { Clock, EpochMs } from "../clock.ts";
import type { Keeper } from "../db/keeper.ts";
import type { Outgoing } from "../http/outgoing.ts";
import type { Log } from "../log.ts";
import { type Outcome, type Receiver, tryDelivery, type WebhookEvent } from "./delivery.ts";
import { Outbox, type Waiting } from "./outbox.ts";
import { MOST_TRIES, retryInMs } from "./retry.ts";
import { signingKey } from "./signature.ts";

const MOST_AT_ONCE = 4;

const REMEDY_OF: Readonly<Record<string, string>> = {
  forbidden_address: "; its address is not public: name its network in WEBHOOK_ALLOW, and restart",
  redirect: "; set WEBHOOK_URL to where that leads, and restart",
};

export interface WebhooksParts {
  readonly url: string;
  readonly secret: string;
  readonly outgoing: Outgoing;
  readonly clock: Clock;
  readonly keeper: Keeper;
  readonly log: Log;
}

/**
 * Tells one receiver what happened, at least once: what it is to be told is kept until it was taken, over restarts
 * too. Its trouble is its own: it is logged, and nothing waits for it.
 */
export class Webhooks {
  readonly #parts: WebhooksParts;
  readonly #receiver: Receiver;
  readonly #outbox: Outbox;
  readonly #stopper = new AbortController();
  #isStarted = false;
  #underWay = 0;
  #cancelNext: () => void = () => {};
  /** The troubles that were logged; none is logged again until something was taken. */
  readonly #said = new Set<string>();

  constructor(parts: WebhooksParts) {
    this.#parts = parts;
    const { url, secret, outgoing, keeper, clock, log } = parts;
    this.#receiver = { url, key: signingKey(secret), outgoing };
    this.#outbox = new Outbox({
      keeper,
      clock,
      log,
      onMore: () => this.#sendDue(),
      onFull: (_, limit) =>
        this.#say("full", `more than ${limit} deliveries to the webhook wait; the oldest are dropped`),
    });
  }

  start(): void {
    this.#isStarted = true;
    this.#sendDue();
  }

  /** Nothing is sent from now on; what is under way is cut, and sent again after the next start. */
  stop(): void {
    this.#isStarted = false;
    this.#cancelNext();
    this.#stopper.abort();
  }

  /** @param at when it happened */
  send(event: WebhookEvent, at: EpochMs, data: object): void {
    const now = this.#parts.clock.wall();
    this.#outbox.add({
      id: `msg_${randomBytes(16).toString("hex")}`,
      event,
      body: JSON.stringify({ type: event, timestamp: new Date(at).toISOString(), data }),
      createdAt: now,
      failures: 0,
      nextAt: now,
    });
  }

  #sendDue(): void {
    this.#cancelNext();
    if (!this.#isStarted) return;
    const { clock } = this.#parts;
    const now = clock.monotonic();
    for (const waiting of this.#outbox.inOrder()) {
      if (this.#underWay === MOST_AT_ONCE) return;
      if (waiting.dueAt > now) {
        if (Number.isFinite(waiting.dueAt)) {
          this.#cancelNext = clock.after(waiting.dueAt - now, () => this.#sendDue());
        }
        return;
      }
      void this.#try(waiting);
    }
  }

  async #try(waiting: Waiting): Promise<void> {
    const { signal } = this.#stopper;
    waiting.isUnderWay = true;
    this.#underWay += 1;
    const outcome = await this.#outcomeOf(waiting, signal);
    this.#underWay -= 1;
    waiting.isUnderWay = false;
    if (signal.aborted) return;
    this.#judge(waiting, outcome);
    this.#sendDue();
  }

  async #outcomeOf({ delivery }: Waiting, signal: AbortSignal): Promise<Outcome> {
    const { clock, log } = this.#parts;
    try {
      return await tryDelivery(this.#receiver, delivery, { at: clock.wall(), signal });
    } catch (error) {
      log.error({ err: error }, "the webhook met a bug; the page is not concerned");
      return { kind: "failed", detail: "a bug", waitMs: 0 };
    }
  }

  #judge(waiting: Waiting, outcome: Outcome): void {
    const { log } = this.#parts;
    const { delivery } = waiting;
    const { id, event } = delivery;
    switch (outcome.kind) {
      case "taken":
        this.#outbox.remove(delivery);
        if (this.#said.size > 0) log.info("the webhook takes what it is told again");
        this.#said.clear();
        return;
      case "gone":
        this.#outbox.remove(delivery);
        log.warn({ id, event }, "the webhook wants no more of this (HTTP 410); it is dropped");
        return;
      case "failed": {
        const { detail, waitMs } = outcome;
        const failures = delivery.failures + 1;
        if (failures >= MOST_TRIES) {
          this.#outbox.remove(delivery);
          log.error(
            { id, event, detail },
            `the webhook did not take this in ${failures} tries; it is given up`,
          );
          return;
        }
        this.#outbox.postpone(waiting, Math.max(retryInMs(failures, Math.random()), waitMs));
        const remedy = REMEDY_OF[detail] ?? "";
        this.#say(
          detail,
          `the webhook does not take what it is told (${detail}); it is tried for 3 days${remedy}`,
        );
        return;
      }
      default:
        outcome satisfies never;
    }
  }

  #say(kind: string, message: string): void {
    if (this.#said.has(kind)) return;
    this.#said.add(kind);
    this.#parts.log.warn(message);
  }
}
