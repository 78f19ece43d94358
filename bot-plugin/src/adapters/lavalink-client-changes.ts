import { hook } from "../music/hook.ts";
import { read } from "../music/read.ts";
import {
  type MusicManagerLike,
  type MusicPlayerLike,
  musicPlayerOf,
} from "./lavalink-client-music-shapes.ts";
import { type Listener, listen } from "./listen.ts";

/** Events of a manager whose first argument is a player that may have become another. */
const OF_PLAYERS = [
  "playerCreate",
  "playerDestroy",
  "playerMove",
  "playerDisconnect",
  "playerReconnect",
  "playerSocketClosed",
  "playerPaused",
  "playerResumed",
  "playerQueueEmptyStart",
  "playerQueueEmptyCancel",
  "trackStart",
  "trackEnd",
  "trackStuck",
  "trackError",
  "queueEnd",
];

/** Who hears of changes. */
export interface ChangeHearer {
  changed(player: MusicPlayerLike): void;
  /** Told every few seconds of each player that plays, mostly without a change. */
  ticked(player: MusicPlayerLike): void;
}

/** Hears of whatever changes players of a manager, those that are there and those to come; the result ends it. */
export const hearChanges = (manager: MusicManagerLike, hearer: ChangeHearer): (() => void) => {
  const hooked = new Map<MusicPlayerLike, () => void>();
  const hook = (player: MusicPlayerLike) => {
    const unhook = hooked.has(player) ? null : hookSave(player, () => hearer.changed(player));
    if (unhook !== null) hooked.set(player, unhook);
  };
  const hear = (player: unknown) => {
    // One that the host makes itself is told of before it has its queue.
    if (typeof read(read(player, "queue"), "utils") !== "object") return;
    hook(musicPlayerOf(player));
    hearer.changed(musicPlayerOf(player));
  };
  const ofManager: Record<string, Listener> = Object.fromEntries(OF_PLAYERS.map((event) => [event, hear]));
  const forget = (player: unknown) => {
    hooked.get(musicPlayerOf(player))?.();
    hooked.delete(musicPlayerOf(player));
  };
  ofManager["playerDestroy"] = (player) => {
    hear(player);
    forget(player);
  };
  ofManager["playerClientUpdate"] = (_, player) => hear(player);
  ofManager["playerUpdate"] = (_, player) => {
    if (typeof read(read(player, "queue"), "utils") === "object") hearer.ticked(musicPlayerOf(player));
  };
  const ofNodes = (node: unknown) => {
    for (const player of manager.players.values()) if (player.node === node) hearer.changed(player);
  };
  for (const player of manager.players.values()) hook(player);
  const stops = [
    listen(manager, ofManager),
    listen(manager.nodeManager, { connect: ofNodes, disconnect: ofNodes, destroy: ofNodes }),
  ];
  return () => {
    for (const stop of [...stops, ...hooked.values()]) stop();
    hooked.clear();
  };
};

/**
 * The library takes a watcher of queues only when its manager is made, but saves a queue after each change to it.
 * @returns null where a player has no queue yet
 */
const hookSave = (player: MusicPlayerLike, onChange: () => void): (() => void) | null => {
  const utils = read(read(player, "queue"), "utils");
  return typeof utils === "object" && utils !== null ? hook(utils, "save", onChange) : null;
};
