import { read } from "../music/read.ts";
import { dropCurrent } from "./lavalink-client-begin.ts";
import { replace } from "./lavalink-client-guard.ts";
import type { MusicManagerLike, MusicPlayerLike } from "./lavalink-client-music-shapes.ts";

/** Refusals of nodes, which the library takes for success: it looks at no status but 404. */
export class Refusals {
  readonly #watched = new WeakSet<object>();
  /** The track that was to be played, by guild; null where none was. */
  readonly #refused = new Map<string, unknown>();

  /** What comes of doing something to a guild's player; `instead` where a node refused a part of it. */
  async during<T>(
    manager: MusicManagerLike,
    guildId: string,
    act: () => Promise<T> | T,
    instead: T,
  ): Promise<T> {
    for (const node of manager.nodeManager.nodes.values()) this.#watch(node);
    this.#refused.delete(guildId);
    const outcome = await act();
    const refused = this.#refused.get(guildId);
    if (refused === undefined) return outcome;
    this.#refused.delete(guildId);
    drop(manager.players.get(guildId), refused);
    return instead;
  }

  /** To throw from there would end bots: the library itself waits for no end of much that it does. */
  #watch(node: object): void {
    if (this.#watched.has(node)) return;
    this.#watched.add(node);
    replace(node, "updatePlayer", (update) => async (...args) => {
      const answer = await update(...args);
      const guildId = read(args[0], "guildId");
      const isRefusal = typeof read(answer, "status") === "number" && read(answer, "guildId") === undefined;
      if (isRefusal && typeof guildId === "string") this.#refused.set(guildId, trackIn(args[0]));
      return answer;
    });
  }
}

const trackIn = (update: unknown): unknown =>
  read(read(read(update, "playerOptions"), "track"), "encoded") ?? null;

/** @param encoded what was refused; null: no track */
const drop = (player: MusicPlayerLike | undefined, encoded: unknown): void => {
  if (player === undefined || encoded === null || read(player.queue.current, "encoded") !== encoded) return;
  dropCurrent(player);
};
