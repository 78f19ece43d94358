import { Hono } from "hono";
import { commandSchema, type PlayerAction } from "#protocol/music.ts";
import { commandResultSchema, wishBodyOf } from "#protocol/music-view.ts";
import { AppError } from "../errors.ts";
import { readText } from "../http/body.ts";
import { documented } from "../http/openapi.ts";
import type { Log } from "../log.ts";
import { type Access, notSignedIn } from "./access.ts";
import { BODY_EXAMPLES, RESULT_EXAMPLES } from "./examples.ts";
import { IDEMPOTENCY_KEY, PLAYER } from "./parameters.ts";
import type { MusicService } from "./service.ts";
import type { Sights } from "./sights.ts";
import type { Watching } from "./watching.ts";
import { carryOut, STATUS_OF_OUTCOME, wishOf } from "./wish.ts";

export interface CommandRoutesDeps {
  readonly access: Access;
  readonly music: MusicService;
  readonly sights: Sights;
  readonly watching: Watching;
  readonly log: Log;
}

const LIMIT = { maxBytes: 16 * 1_024, message: "the body of a command is never over 16 KiB" };

const SUMMARY = {
  play: "Add something to the queue",
  skip: "Go on to the next track, or vote for it",
  previous: "Go back to the track before",
  pause: "Pause",
  resume: "Go on after a pause",
  stop: "Stop, and leave",
  seek: "Go to a place in the track",
  volume: "Set the volume",
  loop: "Repeat a track, the queue, or nothing",
  effect: "Turn an effect on; null for none",
  shuffle: "Mix the queue",
  clear: "Empty the queue",
  remove: "Take a track out of the queue",
  move: "Put a track elsewhere in the queue",
} as const satisfies Record<PlayerAction, string>;

const DESCRIPTION =
  "The bot decides whether you may. The same `id` is done once within a minute, however often it is sent; `seenRev` is the " +
  "revision that you saw.";

const RESULT_WORDS = {
  409: "`refused`, in words for people; or `expired` or `unknown`: nobody knows whether it was done, look at the player",
  502: "`failed`, in words for people",
  503: "`away`: the bot is, and it is not kept for later; or an `error` where nobody can tell right now who asks or whose bot is meant",
} as const;

const RESULTS = Object.fromEntries(
  ([409, 502, 503] as const).map((status) => [
    status,
    {
      schema: commandResultSchema,
      description: RESULT_WORDS[status],
      example: RESULT_EXAMPLES[status],
    },
  ]),
);

/** Steers players. */
export const commandRoutes = (deps: CommandRoutesDeps) => {
  const { access } = deps;
  const app = new Hono();
  for (const option of commandSchema.options) {
    const { action } = option.shape;
    app.post(
      `/api/servers/:id/${action.value}`,
      documented({
        tag: "music",
        summary: SUMMARY[action.value],
        description: DESCRIPTION,
        parameters: [...PLAYER, IDEMPOTENCY_KEY],
        body: wishBodyOf(option),
        bodyExample: BODY_EXAMPLES[action.value] ?? {},
        answer: { schema: commandResultSchema, description: "done", example: RESULT_EXAMPLES[200] },
        errors: [400, 401, 403, 404, 413, 429],
        also: RESULTS,
        isForPeople: true,
      }),
      async (c) => {
        const viewer = access.viewer(c, "write");
        const guildId = access.guild(c, viewer, "write");
        const wish = wishOf(action.value, parsed(await readText(c, LIMIT)), c.req.header("idempotency-key"));
        const place = await access.place(c, viewer, guildId);
        // Reading takes as long as the sender likes.
        if (!viewer.stands()) throw notSignedIn();
        const result = await carryOut(deps, { viewer, place }, wish);
        return c.json(result, STATUS_OF_OUTCOME[result.outcome]);
      },
    );
  }
  return app;
};

/** Most commands have nothing to say beside their name. */
const parsed = (text: string): unknown => {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("invalid", "the body must be JSON", { cause: error });
  }
};
