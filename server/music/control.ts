import type { Context } from "hono";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { Events } from "../events.ts";
import type { Log } from "../log.ts";
import type { Viewer } from "../sessions/viewer.ts";
import { Access, type AccessParts, notSignedIn, type Wanted } from "./access.ts";
import type { MusicRoutesDeps } from "./read-routes.ts";
import { playerRoutes } from "./routes.ts";
import type { MusicService } from "./service.ts";
import { Serving } from "./serving.ts";
import { Sights } from "./sights.ts";
import { Watching } from "./watching.ts";

export interface ControlParts extends Omit<AccessParts, "serving"> {
  readonly music: MusicService;
  readonly clock: Clock;
  readonly events: Events;
  readonly log: Log;
  /** Streams at once, of all people. */
  readonly maxStreams: number;
  readonly iconUrlOf: MusicRoutesDeps["iconUrlOf"];
}

/** Puts together what people reach players by. */
export const createControl = (parts: ControlParts) => {
  const { music, clock, events, log, iconUrlOf } = parts;
  const serving = new Serving({ music, clock });
  const sights = new Sights({ music, clock });
  const watching = new Watching({ music, sights, clock, events, log, maxStreams: parts.maxStreams });
  const access = new Access({ ...parts, serving });
  return {
    watching,
    routes: playerRoutes({
      access,
      music,
      sights,
      serving,
      watching,
      log,
      now: () => clock.wall(),
      iconUrlOf,
    }),
    /**
     * Someone who manages the server of the path, as a bot there says now.
     * @throws AppError as `Access` says, or `forbidden`
     */
    manager: async (
      c: Context,
      wanted: Wanted,
    ): Promise<{ readonly viewer: Viewer; readonly guildId: string }> => {
      const viewer = access.viewer(c, wanted);
      if (viewer.kind === "key") throw new AppError("forbidden", "no key may do that; sign in");
      const guildId = access.guild(c, viewer, "read");
      // A key is good with every bot that is there, and one bot's link is that bot's word alone.
      if (viewer.cluster !== null && parts.clusterNames.length > 1)
        throw new AppError("forbidden", "a link of one bot does not open that here; sign in with Discord");
      const { isManager } = await sights.look(viewer.actor, await access.anyPlace(viewer, guildId));
      // A bot takes as long as it may.
      if (!viewer.stands()) throw notSignedIn();
      if (!isManager) throw new AppError("forbidden", "that is for those who manage the server");
      return { viewer, guildId };
    },
  };
};
