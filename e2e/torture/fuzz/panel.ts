import type { MusicServerFrame } from "#protocol/music-link.ts";
import { dialLink, hello } from "../../../server/links/test-link.ts";
import type { Answer } from "../../../server/music/asks.ts";
import { GUILD, snapshotLike } from "../../../server/music/test-bot.ts";
import { post } from "../../support/http.ts";
import { type House, PASSPHRASE } from "../holes/house.ts";

/** Where people are told that they reach the server; nothing more is done with it here. */
export const PANEL_ORIGIN = "http://127.0.0.1";

/** Settings of a server at which people sign in, if Discord were there. */
export const PANEL_ENV = {
  PUBLIC_URL: PANEL_ORIGIN,
  DISCORD_CLIENT_ID: "157730590492196864",
  DISCORD_CLIENT_SECRET: "a-client-secret-that-nobody-sees",
  DISCORD_API: `${PANEL_ORIGIN}:9/api/v10`,
} as const;

const ALL = [
  "play",
  "skip",
  "volume",
  "seek",
  "loop",
  "clear",
  "remove",
  "move",
  "shuffle",
  "pause",
] as const;

/** Lets everyone do everything, and does nothing. */
const answerTo = (frame: MusicServerFrame): Answer | null => {
  if (frame.type === "guilds") return { kind: "guilds", guildIds: frame.guildIds };
  if (frame.type === "roles") return { kind: "roles", roleIds: [] };
  if (frame.type !== "ask") return null;
  switch (frame.ask.kind) {
    case "watch":
      return {
        kind: "seen",
        at: 0,
        player: snapshotLike(),
        may: [...ALL],
        isVoter: false,
        isManager: true,
      };
    case "lookup":
      return { kind: "found", found: {} };
    case "command":
      return { kind: "result", result: { outcome: "done", message: "done", rev: 1 } };
    default:
      return frame.ask satisfies never;
  }
};

/** A bot with a player, and people whom it let in. */
export interface FuzzPanel {
  readonly guild: string;
  /** The session of the person of each lane. */
  cookieOf(lane: number): string;
  close(): void;
}

/** Has a bot come, and let in so many people by its links. */
export const openPanel = async ({ server: { url } }: House, people: number): Promise<FuzzPanel> => {
  const link = await dialLink(url, { authorization: PASSPHRASE });
  link.send(hello(`panel-${Date.now()}`, { cluster: "panel", shardCount: 2, shardIds: [0, 1] }));
  await link.next();
  link.send({ type: "players", adapter: "test 1" });
  const cookies: string[] = [];
  const [userId, name, guildId] = ["100000000000000000", "ware", GUILD];
  for (let lane = 0; lane < people; lane += 1) {
    const id = String(BigInt(userId) + BigInt(lane));
    link.send({ type: "invite", id: "1", userId: id, name, guildId, guildName: name });
    const invited = await link.next();
    const path = new URL(invited.type === "invited" ? (invited.url ?? "") : "").pathname;
    const entered = await post(url, path, { headers: { origin: PANEL_ORIGIN } });
    cookies.push(String(entered.headers["set-cookie"]).split(";")[0] ?? "");
  }
  const listen = async (): Promise<never> => {
    for (;;) {
      const frame = await link.next();
      const answer = "id" in frame ? answerTo(frame as MusicServerFrame) : null;
      if (answer !== null && "id" in frame) link.send({ type: "answer", id: frame.id, answer });
    }
  };
  void listen();
  return {
    guild: GUILD,
    cookieOf: (lane) => cookies[lane % cookies.length] ?? "",
    close: () => link.socket.terminate(),
  };
};
