import { z } from "zod";

/** What a server's key may do: look at its player, or steer it too, as far as whoever made it may. */
export const KEY_SCOPES = ["read", "control"] as const;

const instant = z.int().meta({ description: "epoch ms" });

/** A key as it is listed. */
export const guildKeySchema = z.object({
  id: z.string(),
  label: z.string(),
  scope: z.enum(KEY_SCOPES),
  madeBy: z.object({ id: z.string(), name: z.string() }),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
});

/** `GET /api/servers/:id/keys`, oldest first. */
export const guildKeyListSchema = z.object({ keys: z.array(guildKeySchema) });

/** `POST /api/servers/:id/keys`. */
export const keyWishSchema = z.strictObject({
  label: z.string().trim().min(1).max(64),
  scope: z.enum(KEY_SCOPES),
});

/** What it answers: the only time that the text is shown. */
export const madeKeySchema = guildKeySchema.extend({
  key: z.string().meta({ description: "slk_<id>_<secret>, shown this once" }),
});

const networks = z
  .array(z.string().max(64))
  .max(64)
  .meta({ description: "addresses, networks such as 10.0.0.0/8, or loopback; none: everyone may" });

/** `PUT /api/servers/:id/allow-list`. */
export const allowListWishSchema = z.strictObject({
  networks,
  isWithoutMe: z
    .boolean()
    .default(false)
    .meta({ description: "true: keep it though your own address is not among them" }),
});

/** What `GET` and `PUT /api/servers/:id/allow-list` answer. */
export const allowListSchema = z.object({
  networks,
  address: z.string().meta({ description: "your own, as this server sees it" }),
});

export type KeyScope = (typeof KEY_SCOPES)[number];
export type GuildKeyView = Readonly<z.infer<typeof guildKeySchema>>;
export type AllowListView = Readonly<z.infer<typeof allowListSchema>>;
