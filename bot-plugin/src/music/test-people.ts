import type { MemberFacts, MemberSource } from "./member-source.ts";

export const GUILD = "81384788765712384";
export const ANN = "80351110224678912";
export const BEN = "80351110224678913";
export const CYD = "80351110224678914";
export const CHANNEL = "90351110224678900";

export const facts = (more: Partial<MemberFacts> = {}): MemberFacts => ({
  isOwner: false,
  isManager: false,
  roleIds: [],
  voiceChannelId: CHANNEL,
  name: "Someone",
  ...more,
});

/** The members of one guild. */
export class PaperMembers implements MemberSource {
  readonly known = new Map<string, MemberFacts>();
  asked = 0;
  /** Resolves before anyone is told. */
  gate: Promise<void> = Promise.resolve();
  /** Whether the bot knows its guilds from the start. */
  isReady = true;
  #onReady: () => void = () => {};
  #onChange: ((guildId: string, channelIds: readonly string[] | null) => void) | null = null;

  get isHeard(): boolean {
    return this.#onChange !== null;
  }

  guildsAmong(guildIds: readonly string[]): readonly string[] {
    return guildIds.filter((id) => id === GUILD);
  }

  async member(guildId: string, userId: string): Promise<MemberFacts | null> {
    this.asked += 1;
    await this.gate;
    return guildId === GUILD ? (this.known.get(userId) ?? null) : null;
  }

  whenReady(then: () => void): () => void {
    if (this.isReady) then();
    else this.#onReady = then;
    return () => {
      this.#onReady = () => {};
    };
  }

  /** The bot knows its guilds from now on. */
  beReady(): void {
    this.#onReady();
  }

  /** Someone enters a voice channel, or leaves all (null). */
  enter(userId: string, channelId: string | null): void {
    const before = this.known.get(userId);
    this.known.set(userId, facts({ ...before, voiceChannelId: channelId }));
    const channelIds = [before?.voiceChannelId ?? null, channelId].filter((id) => id !== null);
    this.#onChange?.(GUILD, channelIds);
  }

  /** Someone has these roles from now on. */
  giveRoles(userId: string, roleIds: readonly string[]): void {
    this.known.set(userId, facts({ ...this.known.get(userId), roleIds }));
    this.#onChange?.(GUILD, null);
  }

  listen(onChange: (guildId: string, channelIds: readonly string[] | null) => void): () => void {
    this.#onChange = onChange;
    return () => {
      this.#onChange = null;
    };
  }

  listeners(_: string, channelId: string): readonly string[] {
    return [...this.known].flatMap(([id, { voiceChannelId }]) => (voiceChannelId === channelId ? id : []));
  }
}
