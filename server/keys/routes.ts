import { type Context, Hono } from "hono";
import {
  allowListSchema,
  allowListWishSchema,
  guildKeyListSchema,
  keyWishSchema,
  madeKeySchema,
} from "#protocol/guild-keys.ts";
import { AppError } from "../errors.ts";
import { type Asked, askedIn } from "../http/asked.ts";
import { readJson } from "../http/body.ts";
import { documented } from "../http/openapi.ts";
import type { Viewer } from "../sessions/viewer.ts";
import type { AllowLists } from "./allow-lists.ts";
import {
  ALLOW_LIST_EXAMPLE,
  KEYS_EXAMPLE,
  MADE_EXAMPLE,
  OF_KEY,
  OF_SERVER,
  WISH_EXAMPLE,
} from "./examples.ts";
import { keyView } from "./key.ts";
import type { GuildKeys } from "./service.ts";

export interface KeyRoutesDeps {
  readonly keys: GuildKeys;
  readonly allowLists: AllowLists;
  /** Of IPv6 too the whole address. */
  readonly addressOf: (asked: Asked) => string;
  /**
   * Someone who is signed in, and the server of the path, which is theirs and which they manage, as a bot there says.
   * @throws AppError
   */
  readonly manager: (
    c: Context,
    wanted: "read" | "write",
  ) => Promise<{ readonly viewer: Viewer; readonly guildId: string }>;
}

const READ_ERRORS = [401, 403, 404, 429, 502, 503];
const WRITE_ERRORS = [400, 401, 403, 404, 413, 429, 502, 503];
const FOR_MANAGERS =
  "For those who manage the server, as its bot says; never with a key, nor, where there are several clusters, by a bot's link.";

/** Keys of a server, and from where its player may be steered. */
export const keyRoutes = ({ keys, allowLists, addressOf, manager }: KeyRoutesDeps) =>
  new Hono()
    .get(
      "/api/servers/:id/keys",
      documented({
        tag: "music",
        summary: "A server's keys",
        description: FOR_MANAGERS,
        parameters: OF_SERVER,
        answer: { schema: guildKeyListSchema, description: "oldest first", example: KEYS_EXAMPLE },
        errors: READ_ERRORS,
        isForSignedIn: true,
      }),
      async (c) => {
        const { guildId } = await manager(c, "read");
        return c.json({ keys: keys.of(guildId).map(keyView) });
      },
    )
    .post(
      "/api/servers/:id/keys",
      documented({
        tag: "music",
        summary: "Make a key for a server",
        description: `At most 25. It may do what its maker may. ${FOR_MANAGERS}`,
        parameters: OF_SERVER,
        body: keyWishSchema,
        bodyExample: WISH_EXAMPLE,
        answer: {
          status: 201,
          schema: madeKeySchema,
          description: "kept; its text is shown this once",
          example: MADE_EXAMPLE,
        },
        errors: [...WRITE_ERRORS, 409],
        isForSignedIn: true,
      }),
      async (c) => {
        const { guildId, viewer } = await manager(c, "write");
        const wish = await readJson(c, keyWishSchema);
        assertStands(viewer);
        const { key, text } = await keys.make(guildId, { id: viewer.actor.userId, name: viewer.name }, wish);
        return c.json({ ...keyView(key), key: text }, 201);
      },
    )
    .delete(
      "/api/servers/:id/keys/:key",
      documented({
        tag: "music",
        summary: "Revoke a key",
        description: `Its streams end at once. ${FOR_MANAGERS}`,
        parameters: OF_KEY,
        answer: { status: 204, description: "kept" },
        errors: READ_ERRORS,
        isForSignedIn: true,
      }),
      async (c) => {
        const { guildId } = await manager(c, "write");
        await keys.revoke(guildId, c.req.param("key"));
        return c.body(null, 204);
      },
    )
    .get(
      "/api/servers/:id/allow-list",
      documented({
        tag: "music",
        summary: "From where a server's player may be steered",
        description: FOR_MANAGERS,
        parameters: OF_SERVER,
        answer: {
          schema: allowListSchema,
          description: "no networks: from everywhere",
          example: ALLOW_LIST_EXAMPLE,
        },
        errors: READ_ERRORS,
        isForSignedIn: true,
      }),
      async (c) => {
        const { guildId } = await manager(c, "read");
        return c.json({ networks: allowLists.of(guildId), address: addressOf(askedIn(c)) });
      },
    )
    .put(
      "/api/servers/:id/allow-list",
      documented({
        tag: "music",
        summary: "Say from where a server's player may be steered",
        description:
          "Counts for all who steer it, and for its keys whatever they do; not for this list itself, so that managers " +
          "elsewhere can change it. Your own address has to be in it, unless you say `isWithoutMe`. " +
          FOR_MANAGERS,
        parameters: OF_SERVER,
        body: allowListWishSchema,
        bodyExample: { networks: ALLOW_LIST_EXAMPLE.networks },
        answer: { schema: allowListSchema, description: "kept", example: ALLOW_LIST_EXAMPLE },
        errors: WRITE_ERRORS,
        isForSignedIn: true,
      }),
      async (c) => {
        const { guildId, viewer } = await manager(c, "write");
        const { networks, isWithoutMe } = await readJson(c, allowListWishSchema);
        assertStands(viewer);
        const address = addressOf(askedIn(c));
        const list = { guildId, networks, changedBy: viewer.actor.userId };
        await allowLists.set(list, isWithoutMe ? null : address);
        return c.json({ networks, address });
      },
    );

/** Reading a body takes as long as its sender likes. */
const assertStands = (viewer: Viewer): void => {
  if (!viewer.stands()) throw new AppError("unauthorized", "you were signed out; sign in again");
};
