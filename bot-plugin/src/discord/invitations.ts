import { randomUUID } from "node:crypto";
import { cut } from "../music/fit.ts";
import { within } from "../music/within.ts";
import type { InviteFrame } from "../protocol/music-link.ts";
import type { ChannelFrame, ChannelListener, LinkChannel } from "../transport/channel.ts";
import type { Timing } from "../transport/timing.ts";

/** What came of asking for a one-time link: the link, or why there is none, in words for people. */
export type Invitation =
  | { readonly kind: "link"; readonly url: string }
  | { readonly kind: "none"; readonly words: string };

/** For whom a link is, and for which server. */
export type Guest = Pick<InviteFrame, "userId" | "name" | "guildId" | "guildName">;

/** Discord wants an answer to a command within 3 s; some of it is spent on the way. */
const ANSWER_WITHIN_MS = 2_000;
const MOST_WAITING = 100;
/** The wire takes no more. */
const MAX_NAME_CHARS = 100;

const AWAY: Invitation = {
  kind: "none",
  words: "The status page is away right now. Try again in a minute; the music plays on.",
};
const TOO_OLD: Invitation = { kind: "none", words: "The status page shows no players: it needs an update." };

/** Asks the server for one-time links, over the link of this process. */
export class Invitations implements ChannelListener {
  readonly #channel: LinkChannel;
  readonly #timing: Timing;
  readonly #waiting = new Map<string, (invitation: Invitation) => void>();
  /** null while no link stands. */
  #features: readonly string[] | null = null;

  constructor(channel: LinkChannel, timing: Timing) {
    this.#channel = channel;
    this.#timing = timing;
    channel.listen(this);
  }

  /** Never rejects, and takes 2 s at most. */
  async ask({ userId, name, guildId, guildName }: Guest): Promise<Invitation> {
    if (this.#features === null || this.#waiting.size >= MOST_WAITING) return AWAY;
    if (!this.#features.includes("music")) return TOO_OLD;
    const id = randomUUID();
    const answering = new Promise<Invitation>((resolve) => this.#waiting.set(id, resolve));
    const names = { name: nameOf(name), guildName: nameOf(guildName) };
    const frame: InviteFrame = { type: "invite", id, userId, guildId, ...names };
    this.#channel.send(frame);
    const invitation = await within(this.#timing, ANSWER_WITHIN_MS, answering, AWAY);
    this.#waiting.delete(id);
    return invitation;
  }

  stands(features: readonly string[]): void {
    this.#features = features;
  }

  heard(frame: ChannelFrame): void {
    if (frame.type !== "invited") return;
    this.#waiting.get(frame.id)?.(invitationOf(frame.url, frame.message));
  }

  lost(): void {
    this.#features = null;
    for (const settle of this.#waiting.values()) settle(AWAY);
  }
}

const nameOf = (name: string): string => cut(name.trim(), MAX_NAME_CHARS) || "?";

const invitationOf = (url: string | null, message: string | null): Invitation =>
  url !== null && /^https?:\/\//i.test(url) && URL.canParse(url)
    ? { kind: "link", url: new URL(url).href }
    : { kind: "none", words: message ?? "The status page gave no link." };
