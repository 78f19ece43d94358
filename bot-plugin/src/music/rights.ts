import type { PlayerAction } from "../protocol/music.ts";
import type { MemberFacts } from "./member-source.ts";

/** Who a guild's DJs are. */
export interface DjRule {
  /** Whoever has one of these roles is a DJ. */
  readonly roleIds: readonly string[];
  /** Whether nobody but DJs and those who manage the server may steer; without any role, the latter alone. */
  readonly isOnly: boolean;
}

/** What someone wants to do: a command, a search, or to see the player, its queue, lyrics and history. */
export type Deed = PlayerAction | "search" | "view";

/** All that a right rests on. */
export interface Circumstances {
  readonly deed: Deed;
  /** Whether a track is to stand ahead of all others. */
  readonly isNext: boolean;
  /** null: they are no member of the server. */
  readonly member: MemberFacts | null;
  readonly dj: DjRule;
  /** Whether they asked for the entry that it is about, or else for what plays. */
  readonly isRequester: boolean;
  /** The voice channel that the bot is in; null: none. */
  readonly botChannelId: string | null;
  /** People in that channel beside them, bots left out. */
  readonly othersThere: number;
  /** Votes of others to skip what plays, and how many are needed in all. */
  readonly votes: { readonly have: number; readonly need: number };
}

/** What the bot says to a wish; `message` is for people. */
export type Right =
  | { readonly kind: "allowed" }
  /** It counts as their vote, and is not enough yet. */
  | { readonly kind: "vote" }
  | { readonly kind: "refused"; readonly message: string };

export const ALLOWED: Right = { kind: "allowed" };
export const refused = (message: string): Right => ({ kind: "refused", message });

/** Who asked for a track may take it back from wherever they are, and steer it where they hear it. */
const TAKES_BACK: ReadonlySet<Deed> = new Set<Deed>(["skip", "remove"]);
const STEERS_OWN: ReadonlySet<Deed> = new Set<Deed>(["pause", "resume", "seek"]);
/** What needs no player to be there. */
const BEGINS: ReadonlySet<Deed> = new Set<Deed>(["play", "search"]);

/**
 * Decides one wish: owner, Administrator and Manage Server may all; then DJs; then who asked for the track, for that
 * track; then whoever is alone with the bot; those who listen together add, and vote to skip; members see.
 */
export const rightTo = (circumstances: Circumstances): Right => {
  const { deed, member, dj, isRequester, botChannelId, othersThere } = circumstances;
  if (member === null) return refused("you are not a member of this server");
  if (deed === "view") return ALLOWED;
  const isPlaceless = botChannelId === null && member.voiceChannelId === null;
  if (deed === "play" && isPlaceless)
    return refused("join a voice channel first, so that the bot knows where");
  if (member.isOwner || member.isManager) return ALLOWED;
  if (dj.roleIds.some((role) => member.roleIds.includes(role))) return ALLOWED;
  if (dj.isOnly) return refused(`only ${steerersOf(dj)} may do that here`);
  if (isRequester && TAKES_BACK.has(deed)) return ALLOWED;
  if (botChannelId === null && !BEGINS.has(deed)) return refused("nothing plays here right now");
  if (isPlaceless) return refused("join a voice channel first");
  if (botChannelId !== null && member.voiceChannelId !== botChannelId)
    return refused("join the bot's voice channel first");
  if (isRequester && STEERS_OWN.has(deed)) return ALLOWED;
  if (botChannelId === null || othersThere === 0) return ALLOWED;
  return rightAmongOthers(circumstances);
};

/** Of someone who listens with others, and is no more than that. */
const rightAmongOthers = ({ deed, isNext, dj, votes }: Circumstances): Right => {
  const steerers = steerersOf(dj);
  switch (deed) {
    case "play":
      return isNext ? refused(`only ${steerers} may put a track ahead of what others wait for`) : ALLOWED;
    case "search":
      return ALLOWED;
    case "skip":
      return votes.have + 1 >= votes.need ? ALLOWED : { kind: "vote" };
    case "remove":
      return refused(`others asked for that: only they and ${steerers} may remove it`);
    case "pause":
    case "resume":
    case "seek":
      return refused(`you are not alone here: only ${steerers}, or who asked for the track, may do that`);
    default:
      return refused(`you are not alone here: only ${steerers} may do that`);
  }
};

const steerersOf = ({ roleIds }: DjRule): string =>
  roleIds.length === 0 ? "those who manage the server" : "DJs";
