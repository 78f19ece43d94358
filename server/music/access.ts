import type { Context } from "hono";
import { AppError } from "../errors.ts";
import { type Asked, askedIn } from "../http/asked.ts";
import type { Viewer } from "../sessions/viewer.ts";
import type { MusicService, Place } from "./service.ts";
import type { Serving } from "./serving.ts";

export interface AccessParts {
  readonly music: MusicService;
  readonly serving: Serving;
  /** The clusters of the configuration. */
  readonly clusterNames: readonly string[];
  /** Who is signed in, by the cookie that came with it. */
  readonly sessionOf: (asked: Asked) => Viewer | null;
  /** Whose key it came with. */
  readonly keyOf: (asked: Asked) => Viewer | null;
  /** Whether a page of this server asks. */
  readonly isFromOwnPage: (asked: Asked) => boolean;
  /** @throws AppError `forbidden` where the server's managers do not allow the address */
  readonly assertAllowed: (asked: Asked, guildId: string) => void;
}

/** What someone wants to do with a player: look at it, or change something. */
export type Wanted = "read" | "write";

/** Knows who asks, and whether it is their server. What they may do there the bot decides. */
export class Access {
  readonly #parts: AccessParts;

  constructor(parts: AccessParts) {
    this.#parts = parts;
  }

  /** @throws AppError `unauthorized`; `forbidden` for a page of another site, and for a key that may only read */
  viewer(c: Context, wanted: Wanted): Viewer {
    const asked = askedIn(c);
    const viewer = this.#viewerOf(asked);
    if (viewer === null) throw notSignedIn();
    if (wanted === "read") return viewer;
    if (viewer.kind === "session") this.assertOwnPage(c);
    if (!viewer.mayControl) throw new AppError("forbidden", "this key may only read");
    return viewer;
  }

  /** A cookie goes along whoever has it sent. @throws AppError `forbidden` */
  assertOwnPage(c: Context): void {
    if (!this.#parts.isFromOwnPage(askedIn(c)))
      throw new AppError("forbidden", "only this server's own page may do that with its cookie");
  }

  /**
   * The server of the path.
   * @throws AppError `unknown_guild` where it is none of theirs, or `forbidden` by its allow-list
   */
  guild(c: Context, viewer: Viewer, wanted: Wanted): string {
    const guildId = c.req.param("id") ?? "";
    if (!viewer.guilds.some(({ id }) => id === guildId)) throw unknownGuild();
    if (wanted === "write" || viewer.kind === "key") this.#parts.assertAllowed(askedIn(c), guildId);
    return guildId;
  }

  /**
   * The player that is meant: of the cluster that `?cluster=` names, else of the only one whose bot is there.
   * @throws AppError `unknown_guild`, `unknown_cluster`, `bot_away`, or `invalid` naming the clusters
   */
  async place(c: Context, viewer: Viewer, guildId: string): Promise<Place> {
    const named = c.req.query("cluster");
    if (viewer.cluster !== null) {
      if (named !== undefined && named !== viewer.cluster) throw unknownCluster();
      return { cluster: viewer.cluster, guildId };
    }
    if (named !== undefined) {
      if (!this.#parts.clusterNames.includes(named)) throw unknownCluster();
      return { cluster: named, guildId };
    }
    const clusters = await this.clustersOf(guildId);
    const [cluster, ...others] = clusters;
    if (cluster === undefined || others.length > 0) throw manyClusters(clusters);
    return { cluster, guildId };
  }

  /** Any player of the server, of a bot that is here if there is one. @throws AppError as `clustersOf` says */
  async anyPlace(viewer: Viewer, guildId: string): Promise<Place> {
    if (viewer.cluster !== null) return { cluster: viewer.cluster, guildId };
    const places = (await this.clustersOf(guildId)).map((cluster) => ({ cluster, guildId }));
    const [place] = [...places.filter((one) => this.#parts.music.isHere(one)), ...places];
    if (place === undefined) throw unknownGuild();
    return place;
  }

  /** Clusters whose bots are there, at least one. @throws AppError `unknown_guild`, or `bot_away` where nobody knows */
  async clustersOf(guildId: string): Promise<readonly string[]> {
    const { serving } = this.#parts;
    const clusters = (await serving.clustersOf([guildId])).get(guildId) ?? [];
    if (clusters.length > 0) return clusters;
    if (serving.isCertain(guildId)) throw unknownGuild();
    throw new AppError("bot_away", "no bot that may be in this server is here right now", {
      retryAfterSeconds: 5,
    });
  }

  /** Whoever sends a secret means that one, and not the cookie that may come with it. */
  #viewerOf(asked: Asked): Viewer | null {
    const hasSecret = asked.header("authorization") !== undefined;
    return hasSecret ? this.#parts.keyOf(asked) : this.#parts.sessionOf(asked);
  }
}

/** Nobody is signed in, or no longer. */
export const notSignedIn = () =>
  new AppError("unauthorized", "sign in, or send a key of this server as Authorization: Bearer <key>");

const unknownGuild = () =>
  new AppError("unknown_guild", "no such server among yours that a bot is in; GET /api/servers lists them");

const unknownCluster = () =>
  new AppError("unknown_cluster", "no such cluster; GET /api/servers names those of each server");

const manyClusters = (clusters: readonly string[]) =>
  new AppError(
    "invalid",
    `several bots are in this server; say which with ?cluster=${clusters.join(" or ?cluster=")}`,
  );
