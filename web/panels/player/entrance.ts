import { askServers, askSession, type OwnServer } from "#web/api/session.ts";
import type { Gate } from "./gate-view.ts";

/** Who stands before a server's player, and whether there is one for them. */
export type Entrance =
  | { readonly kind: "kept_out"; readonly gate: Gate }
  | { readonly kind: "open"; readonly userId: string; readonly server: OwnServer };

/** Asks who looks, and whether the server is one of theirs. Never rejects. */
export const enter = async (guildId: string): Promise<Entrance> => {
  try {
    const { viewer } = await askSession();
    if (viewer === null) return { kind: "kept_out", gate: "signed_out" };
    const server = (await askServers()).find(({ id }) => id === guildId);
    if (server === undefined)
      return { kind: "kept_out", gate: viewer.via === "link" ? "other_link" : "not_yours" };
    if (server.clusters.length === 0) return { kind: "kept_out", gate: "no_bot" };
    return { kind: "open", userId: viewer.userId, server };
  } catch {
    return { kind: "kept_out", gate: "unanswered" };
  }
};
