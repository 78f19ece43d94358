import type { Command, PlayerSnapshot } from "#protocol/music.ts";
import type { PlayerPlace } from "#web/api/player-api.ts";
import type { OwnServer } from "#web/api/session.ts";
import type { Held } from "./held-slider.ts";
import type { BotState } from "./other-bots.ts";
import type { Near } from "./player-events.ts";
import type { PlayerState } from "./player-state.ts";
import type { Note } from "./wishes.ts";

/** Everything that the panel shows. */
export interface PlayerContent {
  readonly server: OwnServer;
  readonly place: PlayerPlace;
  /** What the bots behind the other tabs do. */
  readonly others: ReadonlyMap<string, BotState>;
  readonly known: PlayerState;
  readonly player: PlayerSnapshot | null;
  readonly isLive: boolean;
  /** Since when all this is old, epoch ms by the server's clock as `now`; null while it is live. */
  readonly oldSince: number | null;
  readonly now: number;
  /** The viewer's ID at Discord. */
  readonly userId: string | null;
  /** Whether what plays is scrolled out of view. */
  readonly isNowOut: boolean;
  readonly note: Note | null;
  readonly positionMs: number;
  /** Percent, while it is being set. */
  readonly volume: number;
  readonly wish: (command: Command, near: Near, doneWords?: string) => void;
  readonly choose: (cluster: string) => void;
  /** A slider is moved. */
  readonly hold: (held: Held) => void;
  /** It stands there now. */
  readonly settle: (held: Held) => void;
}

/** Whether nothing can be done right now. */
export const isOff = ({ known, isLive }: PlayerContent): boolean => known.awaySince !== null || !isLive;
