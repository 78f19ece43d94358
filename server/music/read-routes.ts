import { Hono } from "hono";
import { type Lookup, lookupSchema } from "#protocol/music.ts";
import {
  type PlayerQueue,
  type PlayerSettings,
  type PlayerStatus,
  playerFoundSchema,
  playerQueueSchema,
  playerSettingsSchema,
  playerStatusSchema,
  type ServerList,
  serverListSchema,
} from "#protocol/music-view.ts";
import { check } from "../http/body.ts";
import { documented } from "../http/openapi.ts";
import type { Access } from "./access.ts";
import { EXAMPLES, SERVERS_EXAMPLE } from "./examples.ts";
import { FROM, PLAYER, SEARCHED } from "./parameters.ts";
import type { MusicService, Place, Sight } from "./service.ts";
import type { Serving } from "./serving.ts";
import type { Sights } from "./sights.ts";

/** What the routes of players stand on. */
export interface MusicRoutesDeps {
  readonly access: Access;
  readonly music: MusicService;
  readonly sights: Sights;
  readonly serving: Serving;
  readonly now: () => number;
  /** Where this server shows a guild's icon; null: nowhere. @param hash at Discord; null: it has none */
  readonly iconUrlOf: (guildId: string, hash: string | null) => string | null;
}

const ERRORS = [400, 401, 403, 404, 429, 502, 503];
const CLUSTER = "Where several clusters serve the server, `?cluster=` names one.";

/** Players, for those who look at them. */
export const musicReadRoutes = (deps: MusicRoutesDeps) => {
  const app = new Hono().get(
    "/api/servers",
    documented({
      tag: "music",
      summary: "Your servers that a bot is in",
      answer: { schema: serverListSchema, description: "by name", example: SERVERS_EXAMPLE },
      errors: [401, 429, 503],
      isForPeople: true,
    }),
    async (c) => c.json(await serversOf(deps, deps.access.viewer(c, "read"))),
  );
  const views = {
    status: { schema: playerStatusSchema, summary: "What plays", example: EXAMPLES.status, view: statusOf },
    settings: {
      schema: playerSettingsSchema,
      summary: "How it plays, and what you may do",
      example: EXAMPLES.settings,
      view: settingsOf,
    },
  };
  for (const [name, { schema, summary, example, view }] of Object.entries(views)) {
    app.get(
      `/api/servers/:id/${name}`,
      documented({
        tag: "music",
        summary,
        description: CLUSTER,
        parameters: PLAYER,
        answer: { schema, description: "as it is now", example },
        errors: ERRORS,
        isForPeople: true,
      }),
      async (c) => {
        const { viewer, place } = await placeOf(deps, c);
        return c.json(view(await deps.sights.look(viewer.actor, place), place, deps.now()));
      },
    );
  }
  app.get(
    "/api/servers/:id/queue",
    documented({
      tag: "music",
      summary: "What comes next",
      description: `In pages of 50; \`?from=\` is the place of the first of them. ${CLUSTER}`,
      parameters: [...PLAYER, FROM],
      answer: { schema: playerQueueSchema, description: "a page of the queue", example: EXAMPLES.queue },
      errors: ERRORS,
      isForPeople: true,
    }),
    async (c) => {
      const { viewer, place } = await placeOf(deps, c);
      const from = c.req.query("from");
      const lookup = check(lookupSchema, { lookup: "queue", from: from === undefined ? 0 : Number(from) });
      const sight = await deps.sights.look(viewer.actor, place);
      if (from === undefined || Number(from) === 0) return c.json(queueOf(sight, place, 0));
      const { items } = await deps.music.lookup(viewer.actor, place, lookup);
      return c.json({ ...queueOf(sight, place, Number(from)), items: items ?? [] });
    },
  );
  for (const name of ["search", "lyrics", "history"] as const) {
    app.get(
      `/api/servers/:id/${name}`,
      documented({
        tag: "music",
        summary: LOOKUPS[name],
        description:
          name === "search" ? `\`?query=\` is a link or words, \`?source=\` where. ${CLUSTER}` : CLUSTER,
        parameters: name === "search" ? [...PLAYER, ...SEARCHED] : PLAYER,
        answer: { schema: playerFoundSchema, description: "what was found", example: EXAMPLES[name] },
        errors: ERRORS,
        isForPeople: true,
      }),
      async (c) => {
        const { viewer, place } = await placeOf(deps, c);
        const { query, source } = c.req.query();
        const asked = { lookup: name, ...(name === "search" && { query, ...(source && { source }) }) };
        const lookup: Lookup = check(lookupSchema, asked);
        return c.json(await deps.music.lookup(viewer.actor, place, lookup));
      },
    );
  }
  return app;
};

const LOOKUPS = {
  search: "Find something to play",
  lyrics: "The words of what plays",
  history: "What has played",
} as const;

const placeOf = async ({ access }: MusicRoutesDeps, c: Parameters<Access["place"]>[0]) => {
  const viewer = access.viewer(c, "read");
  const guildId = access.guild(c, viewer, "read");
  return { viewer, place: await access.place(c, viewer, guildId) };
};

const serversOf = async (
  { serving, music, iconUrlOf }: MusicRoutesDeps,
  { guilds, cluster: only }: ReturnType<Access["viewer"]>,
): Promise<ServerList> => {
  const found = await serving.clustersOf(guilds.map(({ id }) => id));
  const servers = guilds.flatMap(({ id, name, icon, isManager }) => {
    const clusters = (found.get(id) ?? []).filter((cluster) => only === null || cluster === only);
    const away = clusters.filter((cluster) => !music.isHere({ cluster, guildId: id }));
    const iconUrl = iconUrlOf(id, icon);
    return clusters.length === 0 ? [] : [{ id, name, icon, iconUrl, isManager, clusters, away }];
  });
  return {
    servers: servers.sort((a, b) => a.name.localeCompare(b.name, "en")),
    isComplete:
      guilds.every(({ id }) => serving.isCertain(id)) && servers.every(({ away }) => away.length === 0),
  };
};

const statusOf = ({ player: { player, isAway } }: Sight, place: Place, at: number): PlayerStatus => ({
  ...place,
  at,
  isAway,
  rev: player?.rev ?? null,
  state: player?.state ?? "idle",
  channel: player?.channel ?? null,
  current: player?.current ?? null,
  positionMs: player?.positionMs ?? 0,
  positionAt: player?.positionAt ?? at,
  votes: player?.votes ?? null,
});

const settingsOf = (
  { player: { player }, may, isVoter, hasVoted, isManager }: Sight,
  place: Place,
): PlayerSettings => ({
  ...place,
  rev: player?.rev ?? null,
  volume: player?.volume ?? null,
  loop: player?.loop ?? null,
  effect: player?.effect ?? null,
  effects: player?.effects ?? [],
  sources: player?.sources ?? [],
  can: player?.can ?? [],
  may: [...may],
  isVoter,
  hasVoted,
  isManager,
});

const queueOf = ({ player: { player } }: Sight, place: Place, from: number): PlayerQueue => ({
  ...place,
  rev: player?.rev ?? null,
  from,
  items: player?.queue ?? [],
  total: player?.total ?? 0,
  totalMs: player?.totalMs ?? 0,
});
