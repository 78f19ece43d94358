import type { PlayerSnapshot } from "#protocol/music.ts";
import type { MusicServerFrame } from "#protocol/music-link.ts";
import type { Answer } from "./asks.ts";
import type { Peer } from "./desk.ts";

/** A guild on shard 0 of 2, and one on shard 1. */
export const GUILD = "81384788765712384";
export const OTHER_GUILD = String((1n << 22n) * 20_000_000_001n);

/** A bot process at the other end of a link, that answers as a test says. */
export const botProcess = (
  {
    shardIds = [0, 1],
    cluster = "main",
  }: { readonly shardIds?: readonly number[]; readonly cluster?: string } = {},
  answer: (frame: MusicServerFrame) => Answer | null = () => null,
) => {
  const frames: MusicServerFrame[] = [];
  const refused: string[] = [];
  let hear: (frame: object) => void = () => {};
  const peer: Peer = {
    process: { cluster, shardCount: 2, shardIds: [...shardIds] },
    ask: (frame) => {
      frames.push(frame);
      const its = "id" in frame ? answer(frame) : null;
      if (its !== null && "id" in frame) hear({ type: "answer", id: frame.id, answer: its });
    },
    refuseFrame: (_, message) => refused.push(message),
  };
  return {
    peer,
    frames,
    refused,
    /** Says something over the link of this desk. */
    on: (desk: { hear(peer: Peer, frame: unknown): void }) => {
      hear = (frame) => desk.hear(peer, frame);
      return hear;
    },
  };
};

/** A bot process that has players comes to a desk. */
export const comeTo = (
  desk: { hear(peer: Peer, frame: unknown): void },
  answer: (frame: MusicServerFrame) => Answer | null,
  of: Parameters<typeof botProcess>[0] = {},
) => {
  const bot = botProcess(of, answer);
  const say = bot.on(desk);
  say({ type: "players", adapter: "lavalink-client 2.11.0" });
  return { ...bot, say };
};

export const snapshotLike = (more: Partial<PlayerSnapshot> = {}): PlayerSnapshot => ({
  guildId: GUILD,
  rev: 1,
  state: "playing",
  channel: null,
  current: null,
  positionMs: 0,
  positionAt: 0,
  volume: 100,
  loop: "off",
  effect: null,
  effects: [],
  queue: [],
  total: 0,
  totalMs: 0,
  can: ["skip", "pause"],
  sources: [],
  votes: null,
  ...more,
});

/** What a bot answers to someone who may see the player. */
export const seen = (player: PlayerSnapshot | null = snapshotLike()): Answer => ({
  kind: "seen",
  at: 0,
  player,
  may: ["skip"],
  isVoter: false,
  isManager: false,
});
