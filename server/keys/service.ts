import { randomBytes } from "node:crypto";
import type { KeyScope } from "#protocol/guild-keys.ts";
import type { Clock, EpochMs } from "../clock.ts";
import type { Keeper } from "../db/keeper.ts";
import { AppError } from "../errors.ts";
import type { Events } from "../events.ts";
import type { Viewer } from "../sessions/viewer.ts";
import { type GuildKey, isTextOf, keyHashOf, keyIdIn, makeKeyText } from "./key.ts";
import { deleteKey, loadKeys, noteKeyUse, replaceKeys, saveKey } from "./store.ts";

const MOST_PER_GUILD = 25;
/** Last use is written no more often than this for each key. */
const NOTE_USE_EVERY_MS = 60_000;

export interface GuildKeysParts {
  readonly keeper: Keeper;
  readonly clock: Clock;
  readonly events: Events;
}

/** Owns the keys of servers, in memory; what is answered is kept. */
export class GuildKeys {
  readonly #parts: GuildKeysParts;
  /** By id; null until they were read. */
  #keys: Map<string, GuildKey> | null = null;

  constructor(parts: GuildKeysParts) {
    this.#parts = parts;
    parts.keeper.onOpen((db, { isOther }) => {
      if (this.#keys === null) this.#keys = new Map(loadKeys(db).map((key) => [key.id, key]));
      else if (isOther) replaceKeys(db, [...this.#keys.values()]);
    });
    parts.keeper.onGivenUp(() => {
      const known = [...(this.#keys?.values() ?? [])];
      if (this.#keys !== null) parts.keeper.keep((db) => replaceKeys(db, known), known.length);
    });
  }

  /** Keys of a guild, oldest first. @throws AppError `history_unavailable` while they could not be read yet */
  of(guildId: string): readonly GuildKey[] {
    return [...this.#known().values()].filter((key) => key.guildId === guildId);
  }

  /**
   * Who comes with this text; null where it is no key.
   * @throws AppError `history_unavailable` while they could not be read yet
   */
  find(text: string): Viewer | null {
    const id = keyIdIn(text);
    if (id === null) return null;
    const key = this.#known().get(id);
    if (!isTextOf(key, text) || key === undefined) return null;
    this.#noteUse(key);
    return {
      kind: "key",
      actor: { userId: key.madeBy, via: "key" },
      name: key.label,
      avatar: null,
      guilds: [{ id: key.guildId, name: key.guildId, icon: null, isManager: false }],
      isStaff: false,
      mayControl: key.scope === "control",
      cluster: null,
      stands: () => this.#keys?.has(id) ?? false,
    };
  }

  /**
   * Makes a key; the text is told only now. Resolves once kept.
   * @throws AppError `too_many_keys` or `history_unavailable`
   */
  async make(
    guildId: string,
    by: { readonly id: string; readonly name: string },
    wish: { readonly label: string; readonly scope: KeyScope },
  ): Promise<{ readonly key: GuildKey; readonly text: string }> {
    if (this.of(guildId).length >= MOST_PER_GUILD)
      throw new AppError("too_many_keys", `a server has at most ${MOST_PER_GUILD} keys; revoke one first`);
    const { keeper, clock } = this.#parts;
    const { id, text } = makeKeyText(randomBytes);
    const key: GuildKey = {
      id,
      guildId,
      ...wish,
      hash: keyHashOf(text),
      madeBy: by.id,
      madeByName: by.name,
      createdAt: clock.wall(),
      lastUsedAt: null,
    };
    this.#known().set(id, key);
    try {
      await keeper.whenKept(keeper.keep((db) => saveKey(db, key)));
    } catch (error) {
      // Nobody was shown its text.
      this.#keys?.delete(id);
      keeper.keep((db) => deleteKey(db, id));
      throw error;
    }
    return { key, text };
  }

  /**
   * Ends a key, at once; resolves once kept.
   * @throws AppError `unknown_key` where it is not one of the guild's, or `history_unavailable`
   */
  async revoke(guildId: string, id: string): Promise<void> {
    const key = this.#known().get(id);
    if (key?.guildId !== guildId)
      throw new AppError("unknown_key", "no such key; GET /api/servers/:id/keys lists them");
    const { keeper, events } = this.#parts;
    this.#known().delete(id);
    events.emit("sessions");
    await keeper.whenKept(keeper.keep((db) => deleteKey(db, id)));
  }

  #noteUse(key: GuildKey): void {
    const { clock, keeper } = this.#parts;
    const at: EpochMs = clock.wall();
    if (key.lastUsedAt !== null && Math.abs(at - key.lastUsedAt) < NOTE_USE_EVERY_MS) return;
    this.#keys?.set(key.id, { ...key, lastUsedAt: at });
    keeper.keep((db) => noteKeyUse(db, key.id, at));
  }

  #known(): Map<string, GuildKey> {
    if (this.#keys !== null) return this.#keys;
    throw new AppError("history_unavailable", "the keys cannot be read right now; send it again", {
      retryAfterSeconds: 1,
    });
  }
}
