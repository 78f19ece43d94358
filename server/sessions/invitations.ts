import type { Clock } from "../clock.ts";
import type { Keeper } from "../db/keeper.ts";
import { isReplacedBy, isUsable, MAX_LINKS, type OneTimeLink } from "./one-time-link.ts";
import { hashOf, newSecret } from "./secret.ts";
import { loadLinks, removeLink, replaceLinks, saveLink } from "./store.ts";

/** Whom a bot lets in, and to which server. */
export type Invited = Pick<OneTimeLink, "userId" | "name" | "guildId" | "guildName" | "cluster">;

/** Knows the one-time links that bots gave, and lets each be used once. */
export class Invitations {
  readonly #clock: Clock;
  readonly #keeper: Keeper;
  /** By hash; in the order in which they were made. */
  readonly #links = new Map<string, OneTimeLink>();
  #isLoaded = false;

  constructor(parts: { readonly keeper: Keeper; readonly clock: Clock }) {
    const { keeper } = parts;
    this.#clock = parts.clock;
    this.#keeper = keeper;
    keeper.onOpen((db, { isOther }) => {
      if (!this.#isLoaded) for (const link of loadLinks(db)) this.#links.set(link.hash, link);
      else if (isOther) replaceLinks(db, this.#links.values());
      this.#isLoaded = true;
    });
    keeper.onGivenUp(() => {
      const known = [...this.#links.values()];
      if (this.#isLoaded) keeper.keep((db) => replaceLinks(db, known), known.length);
    });
  }

  /** A code that lets this person in once; the one before it does no more. */
  make(invited: Invited): string {
    const code = newSecret();
    const link: OneTimeLink = {
      ...invited,
      hash: hashOf(code),
      createdAt: this.#clock.wall(),
      usedAt: null,
    };
    this.#forget((old) => isReplacedBy(old, link));
    const [oldest, ...others] = [...this.#links.values()].filter(({ cluster }) => cluster === link.cluster);
    if (others.length + 1 >= MAX_LINKS) this.#forget((old) => old === oldest);
    this.#put(link);
    return code;
  }

  /** What a code would let in to; null where it does not. */
  find(code: string): OneTimeLink | null {
    const link = this.#links.get(hashOf(code));
    return link !== undefined && isUsable(link, this.#clock.wall()) ? link : null;
  }

  /**
   * Uses a code up; null where it lets nobody in. Resolves once that is kept, so that no restart makes it good again.
   * @throws AppError `history_unavailable`; the code is used up all the same
   */
  async use(code: string): Promise<OneTimeLink | null> {
    const link = this.find(code);
    if (link === null) return null;
    const used = { ...link, usedAt: this.#clock.wall() };
    await this.#keeper.whenKept(this.#put(used));
    return used;
  }

  /** Forgets those that are of no use any more. */
  sweep(): void {
    const now = this.#clock.wall();
    this.#forget((link) => !isUsable(link, now));
  }

  #put(link: OneTimeLink) {
    this.#links.set(link.hash, link);
    return this.#keeper.keep((db) => saveLink(db, link));
  }

  #forget(isMeant: (link: OneTimeLink) => boolean): void {
    for (const link of [...this.#links.values()].filter(isMeant)) {
      this.#links.delete(link.hash);
      this.#keeper.keep((db) => removeLink(db, link.hash));
    }
  }
}
