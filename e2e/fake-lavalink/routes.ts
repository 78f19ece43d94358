import { z } from "zod";
import { Fault } from "./fault.ts";
import type { Ground } from "./ground.ts";
import { infoOf } from "./info.ts";
import { playerUpdateSchemaOf, updatePlayer } from "./player-update.ts";
import type { RestRequest } from "./request.ts";
import type { Session } from "./session.ts";
import { statsOf } from "./stats.ts";
import { decode, type Track } from "./tracks.ts";

/** What a route answers: JSON, a text, or nothing (204). */
export type Answer = { readonly json: unknown } | { readonly text: string } | null;

type Route = (request: RestRequest, params: Readonly<Record<string, string>>) => Answer | Promise<Answer>;

const sessionPatchSchema = z.object({ resuming: z.boolean().optional(), timeout: z.int().optional() });

/** Routes by method and path; `:name` stands for one part of a path. */
export const routesOf = (ground: Ground): Readonly<Record<string, Route>> => {
  const sessionOf = ({ session: id = "" }: Readonly<Record<string, string>>): Session => {
    const session = ground.sessions.find(id);
    if (session === undefined) throw new Fault(404, "Session not found");
    return session;
  };
  const decoded = (encoded: string): Track => {
    const track = decode(encoded, ground.sources);
    if (track === null) throw new Fault(400, "Failed to decode track");
    return track;
  };
  const lavalinkOnly: Readonly<Record<string, Route>> = {
    "GET /v4/routeplanner/status": () => {
      const status = ground.planner.status();
      return status && { json: status };
    },
    "POST /v4/routeplanner/free/address": async (request) => {
      const { address } = await request.body(z.object({ address: z.string() }));
      ground.planner.free(address);
      return null;
    },
    "POST /v4/routeplanner/free/all": () => {
      ground.planner.free("all");
      return null;
    },
  };
  return {
    "GET /version": () => ({ text: ground.version }),
    "GET /v4/info": () => ({ json: infoOf(ground) }),
    "GET /v4/stats": () => ({ json: statsOf(ground) }),
    "GET /v4/loadtracks": ({ query }) => {
      const identifier = query.get("identifier");
      if (identifier === null) throw new Fault(400, "Required parameter 'identifier' is not present.");
      const found = ground.loads.of(identifier, ground.sources);
      if (found.loadType !== "error" || ground.kind === "lavalink") return { json: found };
      return { json: { loadType: "error", exception: found.data } };
    },
    "GET /v4/decodetrack": ({ query }) => {
      const encoded = query.get("encodedTrack") ?? query.get("track");
      if (encoded === null) throw new Fault(400, "No track to decode provided");
      return { json: decoded(encoded) };
    },
    "POST /v4/decodetracks": async (request) => {
      const all = await request.body(z.array(z.string()));
      if (all.length === 0) throw new Fault(400, "No tracks to decode provided");
      return { json: all.map(decoded) };
    },
    "PATCH /v4/sessions/:session": async (request, params) => {
      const session = sessionOf(params);
      const { resuming, timeout } = await request.body(sessionPatchSchema);
      session.isResuming = resuming ?? session.isResuming;
      session.timeoutS = timeout ?? session.timeoutS;
      return { json: { resuming: session.isResuming, timeout: session.timeoutS } };
    },
    "GET /v4/sessions/:session/players": (_, params) => ({ json: [...sessionOf(params).players.values()] }),
    "GET /v4/sessions/:session/players/:guild": (_, params) => {
      const player = sessionOf(params).players.get(params["guild"] ?? "");
      if (player === undefined) throw new Fault(404, "Player not found");
      return { json: player };
    },
    "GET /v4/sessions/:session/players/:guild/track/lyrics": (_, params) => {
      const isThere = ground.plugins.some(({ name }) => name === "lavalyrics-plugin");
      if (!isThere || !sessionOf(params).players.has(params["guild"] ?? ""))
        throw new Fault(404, "Not Found");
      return ground.lyrics.found === null ? null : { json: ground.lyrics.found };
    },
    "PATCH /v4/sessions/:session/players/:guild": async (request, params) => {
      const update = await request.body(playerUpdateSchemaOf(ground));
      const session = sessionOf(params);
      const { guild = "" } = params;
      if (!/^\d+$/.test(guild)) throw new Fault(400, "Failed to convert 'guildId'");
      const isReplacing = request.query.get("noReplace") !== "true";
      return { json: updatePlayer(session, guild, { update, isReplacing }, ground) };
    },
    "DELETE /v4/sessions/:session/players/:guild": (_, params) => {
      const { players } = sessionOf(params);
      const { guild = "" } = params;
      players.get(guild)?.stop();
      players.delete(guild);
      return null;
    },
    ...(ground.kind === "lavalink" && lavalinkOnly),
  };
};
