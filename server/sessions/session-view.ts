import type { Asked } from "../http/asked.ts";
import type { SessionService } from "./service.ts";
import { IDLE_MS, SESSION_MS } from "./session.ts";

/** Who is signed in on the browser that asks, as `GET /api/session` tells it; fields are listed, none passes by itself. */
export const describeSession = (sessions: SessionService, asked: Asked) => {
  const session = sessions.sessionOf(asked);
  const viewer = sessions.viewerOf(asked);
  const canSignIn = sessions.desk !== null;
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
      /** Then the page goes to `/auth/sign-in?to=<itself>`, which comes back without a word. */
      isRenewalDue: sessions.isRenewalDue(asked),
      /** Where it is not used any more. */
      endsAt: Math.min(session.createdAt + SESSION_MS, session.seenAt + IDLE_MS),
    },
  };
};
