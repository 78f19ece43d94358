import { HandTiming } from "../audio/test-nodes.ts";
import type { Command, Found, Lookup, PlayerSnapshot, QueueItem } from "../protocol/music.ts";
import { type AnswerFrame, type AskFrame, musicBotFrameSchema } from "../protocol/music-link.ts";
import { ChannelHub } from "../transport/channel.ts";
import { type MusicOptions, startMusic } from "./music.ts";
import type { Act, PlayerAdapter, Requester } from "./player-adapter.ts";
import { ANN, BEN, CHANNEL, CYD, facts, GUILD, PaperMembers } from "./test-people.ts";

export const item = (uid: string, requesterId: string | null = null): QueueItem => ({
  uid,
  title: `Song ${uid}`,
  author: "Someone",
  uri: `https://music.example/${uid}`,
  artworkUrl: null,
  durationMs: 180_000,
  isStream: false,
  source: "paper",
  requester: requesterId === null ? null : { id: requesterId, name: "Someone" },
});

export const playing = (more: Partial<PlayerSnapshot> = {}): PlayerSnapshot => ({
  guildId: GUILD,
  rev: 0,
  state: "playing",
  channel: { id: CHANNEL, name: "Music" },
  current: item("a", ANN),
  positionMs: 0,
  positionAt: 1_000_000,
  volume: 100,
  loop: "off",
  effect: null,
  effects: [],
  queue: [item("b", BEN), item("c")],
  total: 2,
  totalMs: 360_000,
  can: ["play", "skip", "pause", "resume", "seek", "volume", "remove", "move", "search", "lyrics"],
  sources: [{ id: "paper", name: "Paper", health: "ok" }],
  votes: null,
  ...more,
});

/** A music library without music. */
export class PaperPlayer implements PlayerAdapter {
  readonly library = "paper 1.0.0";
  readonly players = new Map<string, PlayerSnapshot>();
  readonly acts: { readonly command: Command; readonly requester: Requester; readonly at: string | null }[] =
    [];
  channelId: string | null = CHANNEL;
  /** What it does with a command. */
  does: (command: Command) => Promise<Act> = async () => ({ outcome: "done", message: "done" });
  finds: (lookup: Lookup) => Promise<Found | Act> = async () => ({ tracks: [] });
  #onChange: ((guildId: string) => void) | null = null;

  get isHeard(): boolean {
    return this.#onChange !== null;
  }

  snapshot(guildId: string): PlayerSnapshot | null {
    return this.players.get(guildId) ?? null;
  }

  channelOf(): string | null {
    return this.channelId;
  }

  requesterOf(guildId: string, uid: string | null): string | null {
    const player = this.snapshot(guildId);
    const entry = uid === null ? player?.current : player?.queue.find((one) => one.uid === uid);
    return entry?.requester?.id ?? null;
  }

  async act(_: string, command: Command, requester: Requester, at: string | null): Promise<Act> {
    this.acts.push({ command, requester, at });
    return this.does(command);
  }

  lookup(_: string, lookup: Lookup): Promise<Found | Act> {
    return this.finds(lookup);
  }

  listen(onChange: (guildId: string) => void): () => void {
    this.#onChange = onChange;
    return () => {
      this.#onChange = null;
    };
  }

  /** Changes a guild's player; null ends it. */
  change(more: Partial<PlayerSnapshot> | null, guildId = GUILD): void {
    if (more === null) this.players.delete(guildId);
    else this.players.set(guildId, { ...(this.snapshot(guildId) ?? playing({ guildId })), ...more });
    this.stir(guildId);
  }

  /** Says that a guild's player may be another. */
  stir(guildId = GUILD): void {
    this.#onChange?.(guildId);
  }
}

type Ask = AskFrame["ask"];
type Answer = AnswerFrame["answer"];

/** A bot with players, over a link that does not stand yet. */
export const musicBot = (options: Partial<MusicOptions> = {}) => {
  const sent: object[] = [];
  const said: string[] = [];
  const hub = new ChannelHub((frame) => {
    musicBotFrameSchema.parse(frame);
    sent.push(frame);
  });
  const adapter = new PaperPlayer();
  const members = new PaperMembers();
  const timing = new HandTiming();
  const say = (message: string) => void said.push(message);
  const logger = { info: say, warn: say, error: say };
  const music = startMusic(
    { shardlight: { channel: hub }, adapter, members, logger, ...options },
    { timing },
  );
  let asks = 0;
  const told = () => sent.map((frame) => musicBotFrameSchema.parse(frame));
  /** Asks, and gives what came back by now. */
  const ask = async (
    ask: Ask,
    more: Partial<AskFrame> & { readonly by?: string } = {},
  ): Promise<Answer | null> => {
    asks += 1;
    const { by = ANN, ...rest } = more;
    const frame: AskFrame = {
      type: "ask",
      id: `ask-${asks}`,
      guildId: GUILD,
      actor: { userId: by, via: "session" },
      expiresInMs: 5_000,
      ask,
      ...rest,
    };
    hub.hear(frame);
    await timing.pass(0);
    return answerTo(frame.id);
  };
  const answerTo = (id: string): Answer | null => {
    const frame = told().findLast((one) => one.type === "answer" && one.id === id);
    return frame?.type === "answer" ? frame.answer : null;
  };
  return {
    ...{ sent, said, hub, adapter, members, timing, music, ask, answerTo },
    command: (
      command: Command,
      more: Parameters<typeof ask>[1] & { readonly seenRev?: number | null } = {},
    ) => {
      const { seenRev = null, ...rest } = more;
      return ask({ kind: "command", command, seenRev }, rest);
    },
    look: (by = ANN) => ask({ kind: "watch" }, { by }),
    /** Players as they were told without being asked for. */
    players: () => told().flatMap((frame) => (frame.type === "player" ? frame : [])),
  };
};

/** The same, with a link that stands, a player, and Ann, Ben and Cyd who listen. */
export const standingBot = (options: Partial<MusicOptions> = {}) => {
  const bot = musicBot(options);
  bot.hub.follow(["music"]);
  bot.adapter.change({});
  for (const id of [ANN, BEN, CYD]) bot.members.known.set(id, facts());
  return bot;
};

/** The result among what came back. @throws Error where it is none */
export const resultIn = (answer: Answer | null) => {
  if (answer?.kind !== "result") throw new Error(`no result: ${JSON.stringify(answer)}`);
  return answer.result;
};

/** What was seen. @throws Error where nothing was */
export const seenIn = (answer: Answer | null) => {
  if (answer?.kind !== "seen") throw new Error(`nothing seen: ${JSON.stringify(answer)}`);
  return answer;
};
