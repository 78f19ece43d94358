import {
  type InviteFrame,
  type MusicBotFrame,
  musicBotFrameSchema,
  type PlayerFrame,
} from "#protocol/music-link.ts";
import { type PictureOf, withOwnArtwork } from "./artwork.ts";
import type { Asks } from "./asks.ts";
import type { BotProcess, Directory } from "./directory.ts";
import type { Players } from "./players.ts";

/** A bot process over its link. */
export interface Peer extends BotProcess {
  refuseFrame(asked: string, message: string): void;
}

/** Makes a one-time link for someone whom a cluster's bot knows; null: this server cannot. */
export type Invite = (cluster: string, invite: InviteFrame) => string | null;

const CANNOT_INVITE = "the status page has no PUBLIC_URL: its operator has to set it";
const NOT_SERVED = "this process does not serve that server";
const OTHER_GUILD = "player.guildId: is another than guildId";

/** What the desk has others do for it; what it lacks is not done. */
export interface DeskLends {
  readonly invite?: Invite;
  /** Where this server shows artwork. */
  readonly pictureOf?: PictureOf;
}

interface MusicDeskParts extends DeskLends {
  readonly directory: Directory;
  readonly asks: Asks;
  readonly players: Players;
  /** A process that has players has come, maybe anew: what is watched has to be asked for again. */
  readonly onArrival: (peer: BotProcess) => void;
  /** What people may do there may be another now. */
  readonly onRights: (cluster: string, guildId: string) => void;
}

/** Speaks with bot processes about their players. */
export class MusicDesk {
  readonly #parts: MusicDeskParts;

  constructor(parts: MusicDeskParts) {
    this.#parts = parts;
  }

  /** Takes a frame, as it was sent; one that is wrong costs the bot nothing but that frame. */
  hear(peer: Peer, frame: unknown): void {
    const parsed = musicBotFrameSchema.safeParse(frame);
    const { pictureOf = () => null } = this.#parts;
    if (parsed.success) this.#take(peer, withOwnArtwork(parsed.data, pictureOf));
    else {
      const [issue] = parsed.error.issues;
      // The names of unknown fields are the sender's own words, and may be as long as a frame.
      const isUnknown = issue?.code === "unrecognized_keys";
      const message = isUnknown ? "has fields that are not known" : (issue?.message ?? "is wrong");
      peer.refuseFrame("music", `${issue?.path.join(".") ?? ""}: ${message}`);
    }
  }

  /** The peer is gone, or has players no more. */
  leave(peer: Peer): void {
    const { directory, asks, players } = this.#parts;
    directory.remove(peer);
    asks.leave(peer);
    players.leave(peer);
  }

  #take(peer: Peer, frame: MusicBotFrame): void {
    const { directory, asks, players, onArrival, onRights } = this.#parts;
    switch (frame.type) {
      case "players":
        if (frame.adapter === null) this.leave(peer);
        else if (directory.add(peer)) onArrival(peer);
        return;
      case "player":
        if (!this.#isServedBy(peer, frame.guildId)) peer.refuseFrame("music", NOT_SERVED);
        else if (isOfAnother(frame)) peer.refuseFrame("music", OTHER_GUILD);
        else players.take(peer, frame);
        return;
      case "rights":
        if (!this.#isServedBy(peer, frame.guildId)) peer.refuseFrame("music", NOT_SERVED);
        else onRights(peer.process?.cluster ?? "", frame.guildId);
        return;
      case "answer":
        asks.answer(peer, frame.id, frame.answer);
        return;
      case "invite":
        this.#invite(peer, frame);
        return;
      default:
        frame satisfies never;
    }
  }

  /** A process lets people in to the guilds that it serves, and to no others. */
  #invite(peer: Peer, frame: InviteFrame): void {
    const isServed = this.#isServedBy(peer, frame.guildId);
    const cluster = peer.process?.cluster ?? "";
    const url = isServed ? (this.#parts.invite?.(cluster, frame) ?? null) : null;
    const message = url !== null ? null : isServed ? CANNOT_INVITE : NOT_SERVED;
    peer.ask({ type: "invited", id: frame.id, url, message });
  }

  #isServedBy(peer: Peer, guildId: string): boolean {
    return this.#parts.directory.find(peer.process?.cluster ?? "", guildId) === peer;
  }
}

/** Whether what is told as one guild's player is another's. */
const isOfAnother = ({ guildId, player }: PlayerFrame): boolean =>
  player !== null && player.guildId !== guildId;
