import type { PlayerEvent, Rights } from "./player-state.ts";

/** Exactly what is known of rights here. */
const rightsOf = ({ may, isVoter, hasVoted, isManager }: Rights): Rights => ({
  may,
  isVoter,
  hasVoted,
  isManager,
});

/** What an event of the stream means for the page; it is our own server's, so its shape is taken on trust. */
export const eventOf = (name: string, data: string): PlayerEvent | null => {
  const told = JSON.parse(data);
  switch (name) {
    case "snapshot":
      return { kind: "told", player: told.player, awaySince: told.isAway ? told.at : null };
    case "rights":
      return { kind: "allowed", rights: rightsOf(told) };
    case "away":
    case "back":
      return { kind: "away", awaySince: name === "away" ? told.at : null };
    case "tick":
      return null;
    default: {
      const { at: _, ...fields } = told;
      return { kind: "changed", fields };
    }
  }
};
