import type { Exception, Limit } from "./exceptions.ts";
import type { Fate } from "./fates.ts";
import type { Ground } from "./ground.ts";
import type { Links } from "./links.ts";
import type { LoadResult, Song } from "./loads.ts";
import type { Player } from "./player.ts";
import type { Port } from "./port.ts";
import type { PlannerScript } from "./route-planner.ts";
import type { Frames, Load, Memory, OtherPlayers } from "./vitals.ts";

/** What can be made to happen to a node, and to the bots on it. */
export const createLevers = (ground: Ground, links: Links, port: Port) => {
  const { vitals, fates, loads, planner, gate, sessions } = ground;
  const hold = (isHeld: boolean) => {
    for (const session of sessions) session.hold(isHeld);
  };
  const playersOf = (guildId: string): Player[] =>
    [...sessions].flatMap(({ players }) => players.get(guildId) ?? []);
  const forget = () => {
    gate.wake();
    gate.slow(0);
    sessions.clear();
  };
  const die = async () => {
    await port.close();
    forget();
  };
  return {
    setLoad: (load: Load) => {
      vitals.load = load;
    },
    setMemory: (memory: Memory) => {
      vitals.memory = memory;
    },
    /** null: not measured. */
    setFrames: (frames: Frames | null) => {
      vitals.frames = frames;
    },
    /** Players of other bots, on top of those that are here. */
    setPlayers: (others: OtherPlayers) => {
      vitals.others = others;
    },
    /** The stats frame goes out now, not only when its time comes. */
    tellStats: () => links.tellStats(),
    /** What becomes of later plays of a track by its identifier; null: it ends as it should. */
    setFate: (identifier: string, fate: Fate | null) => fates.set(identifier, fate),
    /** Later plays of the track fail with this, soon after their start. */
    failTrack: (identifier: string, exception: Exception) =>
      fates.set(identifier, { kind: "fails", afterMs: 20, exception }),
    /** Every later track of that source starts, and then fails; null: no more. */
    limitSource: (source: string, limit: Limit | null) => fates.limit(source, limit),
    /** Searches and URLs of that source are answered with an error; by themselves they go on when tracks fail. */
    limitLoads: (source: string, limit: Limit | null) => loads.limit(source, limit),
    /** What `loadtracks` answers to this identifier; null: as always. */
    setLoadResult: (identifier: string, result: LoadResult | null) => loads.set(identifier, result),
    /** Songs that searches find by words of their title or author. */
    stock: (songs: readonly Song[]) => loads.stock(songs),
    /** Discord closes the voice connection of each player of that guild. */
    closeVoice: (guildId: string, code: number, reason = "") => {
      for (const player of playersOf(guildId)) player.closeVoice(code, reason);
    },
    /** What the LavaLyrics plugin, where the node has it, finds for whatever plays; null: nothing. */
    setLyrics: (found: unknown) => {
      ground.lyrics.found = found;
    },
    setRoutePlanner: (script: PlannerScript) => planner.script(script),
    /** The planner's next address fails; RotatingNano goes on to the next block. */
    failAddress: (address: string, at?: number) => planner.fail(address, at),
    /** Connections are accepted, and nothing is answered or told any more. */
    hang: () => {
      gate.hang();
      hold(true);
    },
    /** Ends `hang`: what waited is answered. */
    wake: () => {
      gate.wake();
      hold(false);
    },
    /** Each answer is that much later. */
    slow: (delayMs: number) => gate.slow(delayMs),
    /** What the node tells by itself comes that much later than its answers. */
    lag: (delayMs: number) => {
      for (const session of sessions) session.lagMs = delayMs;
    },
    /** The WebSockets end without a close frame; the node lives on, and keeps what may be resumed. */
    cut: () => links.cut(),
    /** As if killed: connections end without a word, the port is closed, players are gone. */
    die,
    /** A clean stop: close code 1001 first. */
    shutDown: async () => {
      await links.sayGoodbye();
      await die();
    },
    /** Starts again on the same port, knowing nobody. */
    revive: async () => {
      vitals.bornAt = performance.now();
      await port.open();
    },
  };
};

export type Levers = ReturnType<typeof createLevers>;
