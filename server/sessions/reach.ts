import type { Clock, MonotonicMs } from "../clock.ts";
import { SignInFault } from "./fault.ts";

/** Discord answers this within a tenth of a second; a browser waits meanwhile. */
const PATIENCE_MS = 2_500;
/** What was found is good for so long: many come at once when something is wrong. */
const UP_GOOD_MS = 30_000;
const DOWN_GOOD_MS = 2_000;

/** Finds out whether Discord answers before people are sent there: from one that is down nobody comes back. */
export class DiscordReach {
  readonly #url: string;
  readonly #fetch: typeof fetch;
  readonly #clock: Clock;
  #found: { readonly until: MonotonicMs; readonly fault: SignInFault | null } | null = null;
  #asking: Promise<SignInFault | null> | null = null;

  /** @param api base address, without a slash at the end */
  constructor(parts: { readonly api: string; readonly fetch: typeof fetch; readonly clock: Clock }) {
    // Needs no token (events/gateway, Get Gateway), so that nothing counts as a wrong one.
    this.#url = `${parts.api}/gateway`;
    this.#fetch = parts.fetch;
    this.#clock = parts.clock;
  }

  /** Why nobody should be sent there now; null: it answers. Never rejects. */
  fault(): Promise<SignInFault | null> {
    if (this.#found !== null && this.#clock.monotonic() < this.#found.until)
      return Promise.resolve(this.#found.fault);
    this.#asking ??= this.#ask().then((fault) => {
      const goodMs = fault === null ? UP_GOOD_MS : Math.max(DOWN_GOOD_MS, fault.waitMs);
      this.#found = { until: this.#clock.monotonic() + goodMs, fault };
      this.#asking = null;
      return fault;
    });
    return this.#asking;
  }

  async #ask(): Promise<SignInFault | null> {
    try {
      const response = await this.#fetch(this.#url, { signal: AbortSignal.timeout(PATIENCE_MS) });
      await response.body?.cancel();
      if (response.status === 429) return SignInFault.busy(response);
      return response.status < 500 ? null : new SignInFault("trouble", `gateway ${response.status}`);
    } catch (error) {
      return new SignInFault("trouble", error instanceof Error ? error.name : "unknown");
    }
  }
}
