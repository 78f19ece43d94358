import type { Clock } from "../clock.ts";
import type { Keeper } from "../db/keeper.ts";
import { AppError } from "../errors.ts";
import type { Events } from "../events.ts";
import { inNetworks } from "../http/networks.ts";
import { isNetworkOrLoopback } from "../settings/networks.ts";
import { type AllowList, loadAllowLists, replaceAllowLists, saveAllowList } from "./store.ts";

const LOOPBACK = ["127.0.0.0/8", "::1"];

/** Knows from where servers' players may be steered; where nobody said so, from everywhere. */
export class AllowLists {
  readonly #parts: { readonly keeper: Keeper; readonly clock: Clock; readonly events: Events };
  /** By guild, null for one that cannot be read; null until they were read. */
  #lists: Map<string, { readonly list: AllowList | null; readonly has: (ip: string) => boolean }> | null =
    null;

  constructor(parts: { readonly keeper: Keeper; readonly clock: Clock; readonly events: Events }) {
    this.#parts = parts;
    const { keeper } = parts;
    keeper.onOpen((db, { isOther }) => {
      if (this.#lists === null)
        this.#lists = new Map([...loadAllowLists(db)].map(([id, list]) => [id, checkerOf(list)]));
      else if (isOther) replaceAllowLists(db, this.#kept());
    });
    keeper.onGivenUp(() => {
      const known = this.#kept();
      if (this.#lists !== null) keeper.keep((db) => replaceAllowLists(db, known), known.size);
    });
  }

  /** Networks from which a guild's player may be steered; none: from everywhere. */
  of(guildId: string): readonly string[] {
    return this.#known().get(guildId)?.list?.networks ?? [];
  }

  /** Whether the guild has no list, or the address is in it. */
  allows(address: string, guildId: string): boolean {
    return this.#known().get(guildId)?.has(address) !== false;
  }

  /** @throws AppError `forbidden` where the guild has a list, and the address is not in it */
  assertAllowed(address: string, guildId: string): void {
    if (!this.allows(address, guildId))
      throw new AppError("forbidden", "this server's managers do not allow that from your address");
  }

  /**
   * Sets a guild's list; empty turns it off. It holds at once, for what keys have open too. Resolves once kept.
   * @param address of who sets it, who must not lock themselves out unawares; null: they know what they do
   * @throws AppError `invalid`, or `history_unavailable`
   */
  async set(list: Omit<AllowList, "changedAt">, address: string | null): Promise<void> {
    const issues = list.networks.flatMap((network, place) =>
      isNetworkOrLoopback(network) ? [] : [{ path: `networks.${place}`, message: IS_NONE }],
    );
    if (issues.length > 0) throw new AppError("invalid", "some networks are wrong; see issues", { issues });
    const kept: AllowList = { ...list, changedAt: this.#parts.clock.wall() };
    const checker = checkerOf(kept);
    if (list.networks.length > 0 && address !== null && !checker.has(address)) {
      const message = `you would lock yourself out: your address, ${address}, is not among them`;
      throw new AppError("invalid", message, { issues: [{ path: "networks", message: LOCKS_OUT }] });
    }
    if (list.networks.length === 0) this.#known().delete(list.guildId);
    else this.#known().set(list.guildId, checker);
    this.#parts.events.emit("sessions");
    await this.#parts.keeper.whenKept(this.#keep(kept));
  }

  #kept(): ReadonlyMap<string, AllowList | null> {
    return new Map([...(this.#lists ?? [])].map(([id, { list }]) => [id, list]));
  }

  #keep(list: AllowList) {
    return this.#parts.keeper.keep((db) => saveAllowList(db, list));
  }

  #known() {
    if (this.#lists !== null) return this.#lists;
    throw new AppError("history_unavailable", "the allow-lists cannot be read right now; send it again", {
      retryAfterSeconds: 1,
    });
  }
}

const IS_NONE = "is no address, no network such as 10.0.0.0/8, and not loopback";
const LOCKS_OUT = "do not hold your own address; send isWithoutMe where that is meant";

const checkerOf = (list: AllowList | null) => {
  // One that cannot be read lets nobody in: it was there to keep people out.
  const networks = (list?.networks ?? []).filter(isNetworkOrLoopback);
  return { list, has: inNetworks(networks.flatMap((one) => (one === "loopback" ? LOOPBACK : [one]))) };
};
