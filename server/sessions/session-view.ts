import { z } from "zod";
import type { Asked } from "../http/asked.ts";
import type { SessionService } from "./service.ts";
import { IDLE_MS, SESSION_MS } from "./session.ts";

/** What `GET /api/session` answers. */
export const sessionViewSchema = z.object({
  canSignIn: z.boolean(),
  viewer: z
    .object({
      userId: z.string(),
      name: z.string(),
      /** Hash of their picture at Discord. */
      avatar: z.string().nullable(),
      via: z.enum(["session", "key", "link"]),
      isStaff: z.boolean(),
      guilds: z.array(
        z.object({ id: z.string(), name: z.string(), icon: z.string().nullable(), isManager: z.boolean() }),
      ),
      guildsAt: z.int(),
      /** Then `/auth/sign-in?to=<the page>` reads them anew, and comes back without a word. */
      isRenewalDue: z.boolean(),
      /** Why that came to nothing when it was last tried. */
      renewalFault: z.enum(["denied", "refused", "busy", "trouble"]).nullable(),
      /** When it ends where it is not used any more. */
      endsAt: z.int(),
    })
    .nullable(),
});

/** Who is signed in, as a page may know it. */
export type SessionView = z.infer<typeof sessionViewSchema>;

/** Who is signed in on the browser that asks, as `GET /api/session` tells it; fields are listed, none passes by itself. */
export const describeSession = (sessions: SessionService, asked: Asked): SessionView => {
  const session = sessions.sessionOf(asked);
  const viewer = sessions.viewerOf(asked);
  const canSignIn = sessions.desk !== null;
  const old = session && sessions.oldGuilds(session);
  if (session === null || viewer === null) return { canSignIn, viewer: null };
  return {
    canSignIn,
    viewer: {
      userId: session.userId,
      name: viewer.name,
      avatar: viewer.avatar,
      via: viewer.actor.via,
      isStaff: viewer.isStaff,
      guilds: viewer.guilds.map(({ id, name, icon, isManager }) => ({ id, name, icon, isManager })),
      guildsAt: session.guildsAt,
      isRenewalDue: old !== null,
      renewalFault: old?.fault ?? null,
      endsAt: Math.min(session.createdAt + SESSION_MS, session.seenAt + IDLE_MS),
    },
  };
};
