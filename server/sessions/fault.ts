/** Why nobody was signed in; `denied`: they said no at Discord, or would have had to be asked. */
export type SignInFaultKind = "denied" | "refused" | "busy" | "trouble";

/** To wait where Discord does not say how long. */
const DEFAULT_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 3_600_000;

/** A sign-in that came to nothing; holds no secret. */
export class SignInFault extends Error {
  readonly kind: SignInFaultKind;
  /** A word for the log, such as `invalid_grant`. */
  readonly reason: string;
  /** Of `busy`: after how long Discord wants to be asked again. */
  readonly waitMs: number;

  constructor(kind: SignInFaultKind, reason: string, waitMs = 0) {
    super(`${kind}: ${reason}`);
    this.name = "SignInFault";
    this.kind = kind;
    // It comes from outside.
    this.reason = reason.slice(0, 64);
    this.waitMs = waitMs;
  }

  /** Of an answer with status 429. */
  static busy(response: Response): SignInFault {
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    const waitMs = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : DEFAULT_WAIT_MS;
    return new SignInFault("busy", "429", Math.min(waitMs, LONGEST_WAIT_MS));
  }
}
