import type { SessionBook } from "./session.ts";

export interface Load {
  /** Shares of the machine, 0 to 1. */
  readonly system: number;
  readonly node: number;
}

export interface Memory {
  readonly usedBytes: number;
  readonly reservableBytes: number;
}

/** Averages of one minute per playing player, 3,000 expected; a negative deficit is frames beyond that. */
export interface Frames {
  readonly sent: number;
  readonly nulled: number;
  readonly deficit: number;
}

/** Players of bots that are not connected here in truth. */
export interface OtherPlayers {
  readonly players: number;
  readonly playing: number;
}

const GIB = 2 ** 30;

/** How the node is doing, as the levers have it. */
export class Vitals {
  load: Load = { system: 0.05, node: 0.01 };
  memory: Memory = { usedBytes: 0.2 * GIB, reservableBytes: GIB };
  /** null as long as no minute was measured. */
  frames: Frames | null = null;
  others: OtherPlayers = { players: 0, playing: 0 };
  bornAt = performance.now();

  /** Of all sessions together; without `frameStats`, which are of one session. */
  stats(sessions: SessionBook) {
    const all = [...sessions].flatMap(({ players }) => [...players.values()]);
    const { usedBytes, reservableBytes } = this.memory;
    const allocated = Math.min(reservableBytes, Math.max(usedBytes, reservableBytes / 4));
    return {
      players: all.length + this.others.players,
      playingPlayers: all.filter(({ isPlaying }) => isPlaying).length + this.others.playing,
      uptime: Math.round(performance.now() - this.bornAt),
      memory: {
        free: Math.round(allocated - usedBytes),
        used: Math.round(usedBytes),
        allocated: Math.round(allocated),
        reservable: reservableBytes,
      },
      cpu: { cores: 4, systemLoad: this.load.system, lavalinkLoad: this.load.node },
    };
  }
}
