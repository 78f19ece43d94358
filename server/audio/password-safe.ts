import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";

/** Encrypts what is at rest; `context` is the node's id. */
export interface Sealer {
  /** @throws Error where there is no key, and none can be made */
  seal(text: string, context: string): string;
  /** null where no key opens it. */
  open(box: string, context: string): string | null;
  /** Whether it was sealed with the key of now. */
  isCurrent(box: string): boolean;
}

/** A node, as far as its password goes. */
interface Locked {
  readonly id: string;
  readonly passwordBox: string | null;
}

/** Owns the nodes' passwords in clear; they leave it for bots and for looks alone. */
export class PasswordSafe {
  readonly #sealer: Sealer;
  readonly #log: Log;
  readonly #passwords = new Map<string, string>();

  constructor(sealer: Sealer, log: Log) {
    this.#sealer = sealer;
    this.#log = log;
  }

  /** null where it cannot be opened, or is no longer kept. */
  find(id: string): string | null {
    return this.#passwords.get(id) ?? null;
  }

  forget(id: string): void {
    this.#passwords.delete(id);
  }

  /**
   * Opens what was kept; the result is the box to be kept from now on, sealed anew where the key has changed and there
   * is one to seal with.
   * @returns null where it cannot be opened
   */
  open({ id, passwordBox }: Locked): string | null {
    const password = passwordBox === null ? null : this.#sealer.open(passwordBox, id);
    if (passwordBox === null || password === null) return null;
    this.#passwords.set(id, password);
    if (this.#sealer.isCurrent(passwordBox)) return passwordBox;
    try {
      return this.#seal(id, password);
    } catch (error) {
      if (error instanceof AppError) return passwordBox;
      throw error;
    }
  }

  /**
   * Takes the password of a node; the result is the box to be kept. The same password stays in the same box, for
   * each sealing makes another.
   * @throws AppError `secrets_unavailable`
   */
  put({ id, passwordBox }: Locked, password: string): string {
    const isKnown = this.#passwords.get(id) === password;
    if (isKnown && passwordBox !== null && this.#sealer.isCurrent(passwordBox)) return passwordBox;
    const box = this.#seal(id, password);
    this.#passwords.set(id, password);
    return box;
  }

  #seal(id: string, password: string): string {
    try {
      return this.#sealer.seal(password, id);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : "unknown";
      this.#log.error({ reason }, "a password cannot be encrypted");
      const message =
        "the server cannot encrypt the password, and keeps none that is not; its log says what to do";
      throw new AppError("secrets_unavailable", message, { cause, retryAfterSeconds: 60 });
    }
  }
}
