import { z } from "zod";
import type { Session } from "./session.ts";
import type { UserGuild, Viewer } from "./viewer.ts";

const guildsColumn = z.array(
  z.object({ id: z.string(), name: z.string(), icon: z.string().nullable(), isManager: z.boolean() }),
);

/** The servers of a session, as they were kept. */
export const guildsOf = ({ guilds }: Session): readonly UserGuild[] => guildsColumn.parse(JSON.parse(guilds));

/**
 * Someone who is signed in, as those see them who answer them.
 * @param find the session as it is now; null once it has ended
 */
export const viewerOfSession = (
  session: Session,
  find: () => Session | null,
  isStaff: (session: Session) => boolean,
): Viewer => {
  let read: { readonly from: string; readonly guilds: readonly UserGuild[] } | null = null;
  return {
    kind: "session",
    actor: { userId: session.userId, via: session.via === "oauth" ? "session" : "link" },
    name: session.name,
    avatar: session.avatar,
    /** As Discord told them last. */
    get guilds() {
      const now = find() ?? session;
      if (read?.from !== now.guilds) read = { from: now.guilds, guilds: guildsOf(now) };
      return read.guilds;
    },
    /** Bots tell of roles, and come and go: whoever is staff no more is signed in still. */
    get isStaff() {
      const now = find();
      return now !== null && isStaff(now);
    },
    mayControl: true,
    cluster: session.cluster,
    stands: () => find() !== null,
  };
};
